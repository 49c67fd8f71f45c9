import Button from '@mui/material/Button'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { team } from '../calls.ts'
import type { Member } from '../types.ts'
import { MemberError } from './MemberError.tsx'

/** Takes a member out of the workspace. */
export function RemoveMember({ member }: { member: Member }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [open, setOpen] = useState(false)
  const { run, busy, error } = useAsyncAction(
    async () => {
      await team.remove(member.id)
      queryClient.removeQueries({ queryKey: ['api', `/members/${member.id}`] })
      navigate('/team', { replace: true })
    },
    { done: 'team.members.removed', changes: ['members', '/members'], quiet: true },
  )
  return (
    <>
      <Button color="error" onClick={() => setOpen(true)}>
        {translate('team.members.remove')}
      </Button>
      {open && (
        <ConfirmDialog
          title={translate('team.members.remove_title', { name: member.name || member.email })}
          confirm={translate('team.members.remove')}
          danger
          busy={busy}
          onConfirm={() => void run()}
          onClose={() => setOpen(false)}
        >
          {translate('team.members.remove_text')}
          <MemberError error={error} />
        </ConfirmDialog>
      )}
    </>
  )
}
