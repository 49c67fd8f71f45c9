import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useQueryClient } from '@tanstack/react-query'
import { required, useTranslate } from 'ra-core'
import { TextInput } from 'ra-ui-materialui'
import { useId, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import type { DomainInput } from '../../../../core/accounts/domains/schema.ts'
import { ApiForm, filledOf } from '../../parts/ApiForm.tsx'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column } from '../../parts/list/types.ts'
import { Page } from '../../parts/Page.tsx'
import { TimeAgo } from '../../parts/TimeAgo.tsx'
import { useCan } from '../../session/useSession.ts'
import { settings } from '../calls.ts'
import { Tabs } from '../Tabs.tsx'
import type { Domain } from '../types.ts'
import { DomainInputs } from './DomainInputs.tsx'
import { Ready } from './Ready.tsx'

/** Domains that mail is sent from, and whether mailbox providers will believe it. */
export default function DomainList() {
  const translate = useTranslate()
  const may = useCan('accounts:write')
  const [adding, setAdding] = useState(false)
  const columns: readonly Column<Domain>[] = [
    { id: 'domain', label: 'settings.domains.domain', render: ({ domain }) => domain, csv: ({ domain }) => domain },
    { id: 'ready', label: 'settings.domains.standing', render: (domain) => <Ready domain={domain} /> },
    {
      id: 'checked',
      label: 'settings.domains.checked',
      render: ({ checkedAt }) => (checkedAt ? <TimeAgo at={checkedAt} /> : translate('settings.domains.never')),
      csv: ({ checkedAt }) => checkedAt,
    },
  ]
  const add = may && (
    <Button variant="contained" onClick={() => setAdding(true)}>
      {translate('settings.domains.add')}
    </Button>
  )
  return (
    <Page title={translate('settings.title')} actions={add}>
      <Tabs />
      <KeysetList<Domain>
        resource="domains"
        columns={columns}
        rowTo={({ id }) => `/settings/domains/${id}`}
        rowName={({ domain }) => domain}
        empty={{ title: 'settings.domains.empty_title', text: 'settings.domains.empty_text', action: add }}
      />
      {adding && <NewDomain onClose={() => setAdding(false)} />}
    </Page>
  )
}

function NewDomain({ onClose }: { onClose: () => void }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const id = useId()
  const save = async (values: DomainInput) => {
    const made = await settings.addDomain(filledOf(values) as DomainInput)
    await queryClient.invalidateQueries({ queryKey: ['domains'] })
    navigate(`/settings/domains/${made.id}`)
  }
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{translate('settings.domains.add')}</DialogTitle>
      <DialogContent>
        <ApiForm<DomainInput> save={save} onCancel={onClose} submit="settings.domains.add">
          <TextInput
            source="domain"
            label="settings.domains.domain"
            helperText="settings.domains.domain_hint"
            placeholder="shop.example"
            validate={required()}
            autoComplete="off"
          />
          <DomainInputs />
        </ApiForm>
      </DialogContent>
    </Dialog>
  )
}
