import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import type { DomainChange } from '../../../../core/accounts/domains/schema.ts'
import { isProblem } from '../../data/problem.ts'
import { useApi } from '../../data/useApi.ts'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { NotFound } from '../../layout/Missing.tsx'
import { ApiForm, changesOf } from '../../parts/ApiForm.tsx'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { TimeAgo } from '../../parts/TimeAgo.tsx'
import { useCan } from '../../session/useSession.ts'
import { settings } from '../calls.ts'
import type { Domain } from '../types.ts'
import { DomainInputs } from './DomainInputs.tsx'
import { Ready } from './Ready.tsx'
import { Record } from './Record.tsx'

/** One sending domain: the records to set, what stands in DNS, and what that means. */
export default function DomainPage() {
  const translate = useTranslate()
  const { id } = useParams()
  const { data: domain, error, refetch } = useApi<Domain>(`/domains/${id}`)
  const may = useCan('accounts:write')
  const check = useAsyncAction(() => settings.checkDomain(id!), { changes: [`/domains/${id}`, 'domains'] })
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <NotFound />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!domain) return <LinearProgress aria-label={translate('shell.loading')} />
  return (
    <Page
      title={domain.domain}
      titleExtra={<Ready domain={domain} />}
      above={{ to: '/settings/domains', label: translate('settings.domains.tab') }}
      actions={
        may && (
          <>
            <Remove domain={domain} />
            <Button variant="contained" disabled={check.busy} onClick={() => void check.run()}>
              {translate(check.busy ? 'settings.domains.checking' : 'settings.domains.check')}
            </Button>
          </>
        )
      }
    >
      <Typography color="textSecondary" sx={{ mb: 2, maxWidth: 720 }}>
        {translate('settings.domains.how')}{' '}
        {domain.checkedAt && (
          <>
            {translate('settings.domains.last_check')} <TimeAgo at={domain.checkedAt} />.
          </>
        )}
      </Typography>
      <Stack aria-live="polite" sx={{ gap: 1, mb: domain.warnings.length > 0 ? 2 : 0 }}>
        {domain.warnings.map(({ code, severity }) => (
          <Alert key={code} severity={severity}>
            {translate(`settings.domains.warnings.${code}`)}
          </Alert>
        ))}
      </Stack>
      {domain.records.map((record) => (
        <Record key={record.id} record={record} />
      ))}
      <Options domain={domain} />
    </Page>
  )
}

function Options({ domain }: { domain: Domain }) {
  const translate = useTranslate()
  const queryClient = useQueryClient()
  const may = useCan('accounts:write')
  const [editing, setEditing] = useState(false)
  const { spfInclude, returnPath } = domain
  const save = async (values: DomainChange) => {
    const change = changesOf(
      { spfInclude, returnPath },
      { spfInclude: values.spfInclude ?? null, returnPath: values.returnPath ?? null },
    )
    if (Object.keys(change).length > 0) await settings.changeDomain(domain.id, change)
    await queryClient.invalidateQueries({ queryKey: ['api', `/domains/${domain.id}`] })
    setEditing(false)
  }
  const edit = may && !editing && (
    <Button size="small" onClick={() => setEditing(true)}>
      {translate('ra.action.edit')}
    </Button>
  )
  return (
    <Section title={translate('settings.domains.options')} actions={edit}>
      {editing ? (
        <ApiForm<DomainChange>
          defaultValues={{ spfInclude, returnPath }}
          save={save}
          onCancel={() => setEditing(false)}
        >
          <DomainInputs />
        </ApiForm>
      ) : (
        <Facts
          facts={[
            [translate('settings.domains.spf_include'), spfInclude],
            [translate('settings.domains.return_path'), returnPath],
          ]}
        />
      )}
    </Section>
  )
}

function Remove({ domain }: { domain: Domain }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [asked, setAsked] = useState(false)
  const remove = useAsyncAction(
    async () => {
      await settings.removeDomain(domain.id)
      queryClient.removeQueries({ queryKey: ['api', `/domains/${domain.id}`] })
      navigate('/settings/domains', { replace: true })
    },
    { done: 'settings.domains.removed', changes: ['domains'], quiet: true },
  )
  return (
    <>
      <Button color="error" onClick={() => setAsked(true)}>
        {translate('ra.action.remove')}
      </Button>
      {asked && (
        <ConfirmDialog
          title={translate('settings.domains.remove_title', { domain: domain.domain })}
          confirm={translate('ra.action.remove')}
          typed={domain.domain}
          danger
          busy={remove.busy}
          onConfirm={() => void remove.run()}
          onClose={() => setAsked(false)}
        >
          {translate('settings.domains.remove_text')}
          <ErrorNote error={remove.error} />
        </ConfirmDialog>
      )}
    </>
  )
}
