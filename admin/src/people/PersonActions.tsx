import Button from '@mui/material/Button'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx'
import { saveFile } from '../parts/list/export.ts'
import { mainAddress, nameOf } from '../parts/people/names.ts'
import { useCan } from '../session/useSession.ts'
import { people } from './calls.ts'
import { StandingDialog } from './StandingDialog.tsx'
import type { ContactDetail } from './types.ts'

type Asked = 'objection' | 'restriction' | 'erasure' | null

/** What a person may ask of us: no more marketing, a copy, to be held, to be forgotten. */
export function PersonActions({ person }: { person: ContactDetail }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const may = { consent: useCan('consent:write'), export: useCan('contacts:export'), erase: useCan('contacts:erase') }
  const [asked, setAsked] = useState<Asked>(null)
  const close = () => setAsked(null)
  const copy = useAsyncAction(async () => saveFile(await people.export(person.id), `person-${person.id}.json`))
  const erase = useAsyncAction(
    async () => {
      await people.erase(person.id)
      queryClient.removeQueries({ queryKey: ['api', `/contacts/${person.id}`] })
      navigate('/people', { replace: true })
    },
    { done: 'people.erased', changes: ['contacts'] },
  )
  return (
    <>
      {may.consent && (
        <Button onClick={() => setAsked('objection')}>
          {translate(person.objectedAt ? 'people.standing.lift_objection' : 'people.standing.object')}
        </Button>
      )}
      {may.consent && (
        <Button onClick={() => setAsked('restriction')}>
          {translate(person.held ? 'people.standing.lift_restriction' : 'people.standing.restrict')}
        </Button>
      )}
      {may.export && (
        <Button disabled={copy.busy} onClick={() => void copy.run()}>
          {translate('people.export_person')}
        </Button>
      )}
      {may.erase && (
        <Button color="error" onClick={() => setAsked('erasure')}>
          {translate('people.erase')}
        </Button>
      )}
      {(asked === 'objection' || asked === 'restriction') && (
        <StandingDialog what={asked} person={person} onClose={close} />
      )}
      {asked === 'erasure' && (
        <ConfirmDialog
          title={translate('people.erase_title')}
          confirm={translate('people.erase')}
          typed={mainAddress(person) || nameOf(person) || person.id}
          danger
          busy={erase.busy}
          onConfirm={() => void erase.run()}
          onClose={close}
        >
          {translate('people.erase_text')}
        </ConfirmDialog>
      )}
    </>
  )
}
