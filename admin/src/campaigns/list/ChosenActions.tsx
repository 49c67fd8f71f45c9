import Button from '@mui/material/Button'
import { useListContext, useTranslate } from 'ra-core'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { campaigns } from '../calls.ts'
import type { CampaignRow } from '../types.ts'

/** Two campaigns beside each other; drafts away. */
export function ChosenActions({ mayWrite }: { mayWrite: boolean }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const { data, selectedIds = [], onUnselectItems } = useListContext<CampaignRow>()
  const [asked, setAsked] = useState(false)
  const chosen = (data ?? []).filter(({ id }) => selectedIds.includes(id))
  const drafts = chosen.filter(({ state }) => state === 'draft')
  const remove = useAsyncAction(
    async () => {
      for (const { id } of drafts) await campaigns.remove(id)
      onUnselectItems()
    },
    { done: 'campaigns.deleted', changes: ['campaigns'] },
  )
  const [a, b] = chosen.filter(({ runId }) => runId)
  const two = chosen.length === 2 && a && b
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        disabled={!two}
        onClick={() => two && navigate(`/campaigns/compare?a=${a.id}&b=${b.id}`)}
      >
        {translate(two ? 'campaigns.compare' : 'campaigns.compare_two')}
      </Button>
      {mayWrite && drafts.length > 0 && (
        <Button size="small" variant="outlined" color="error" onClick={() => setAsked(true)}>
          {translate('campaigns.delete_drafts', { smart_count: drafts.length })}
        </Button>
      )}
      {asked && (
        <ConfirmDialog
          title={translate('campaigns.delete_drafts_title', { smart_count: drafts.length })}
          confirm={translate('campaigns.delete')}
          danger
          busy={remove.busy}
          onConfirm={() => void remove.run().then(() => setAsked(false))}
          onClose={() => setAsked(false)}
        >
          {translate('campaigns.delete_text')}
          <ul>
            {drafts.map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
          </ul>
        </ConfirmDialog>
      )}
    </>
  )
}
