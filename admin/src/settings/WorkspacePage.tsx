import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useNotify, useTranslate } from 'ra-core'
import { type ReactNode, useState } from 'react'
import { useApi } from '../data/useApi.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ApiForm, changesOf } from '../parts/ApiForm.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Facts } from '../parts/Facts.tsx'
import { Rows } from '../parts/Loading.tsx'
import { Page } from '../parts/Page.tsx'
import { Section } from '../parts/Section.tsx'
import { useCan } from '../session/useSession.ts'
import { settings } from './calls.ts'
import { Tabs } from './Tabs.tsx'
import type { Workspace, WorkspaceChanges } from './types.ts'
import { CompanyInputs, WorkspaceInputs } from './WorkspaceInputs.tsx'

/** Name, languages, clock; who writes; what is measured and how long it is kept. */
export default function WorkspacePage() {
  const translate = useTranslate()
  const { data, error, refetch } = useApi<Workspace>('/workspace')
  return (
    <Page title={translate('settings.title')}>
      <Tabs />
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Rows />}
      {data && (
        <Box sx={{ maxWidth: 860 }}>
          <About workspace={data} />
          <Company workspace={data} />
          <Kept workspace={data} />
        </Box>
      )}
    </Page>
  )
}

interface EditableProps {
  readonly title: string
  readonly workspace: Workspace
  readonly fields: readonly (keyof WorkspaceChanges & keyof Workspace)[]
  readonly inputs: ReactNode
  readonly children: ReactNode
}

/** A part that is read, and changed in place by who may. Only what was changed is sent: somebody else's change of another field stays. */
function Editable({ title, workspace, fields, inputs, children }: EditableProps) {
  const translate = useTranslate()
  const notify = useNotify()
  const queryClient = useQueryClient()
  const may = useCan('workspace:write')
  const [editing, setEditing] = useState(false)
  const before = Object.fromEntries(fields.map((name) => [name, workspace[name]]))
  const save = async (values: Record<string, unknown>) => {
    const after = Object.fromEntries(fields.map((name) => [name, values[name]]))
    if (after.company) after.company = withoutNulls(after.company as object)
    const changes = changesOf(before, after) as WorkspaceChanges
    if (Object.keys(changes).length > 0) {
      await settings.changeWorkspace(changes)
      await queryClient.invalidateQueries({ queryKey: ['api', '/workspace'] })
      notify('settings.saved', { type: 'success' })
    }
    setEditing(false)
  }
  const edit = may && !editing && (
    <Button size="small" onClick={() => setEditing(true)} aria-label={`${translate('ra.action.edit')}: ${title}`}>
      {translate('ra.action.edit')}
    </Button>
  )
  return (
    <Section title={title} actions={edit}>
      {editing ? (
        <ApiForm defaultValues={before} save={save} onCancel={() => setEditing(false)}>
          {inputs}
        </ApiForm>
      ) : (
        children
      )}
    </Section>
  )
}

const withoutNulls = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''))

function About({ workspace }: { workspace: Workspace }) {
  const translate = useTranslate()
  const { language, country, list } = useFormat()
  return (
    <Editable
      title={translate('settings.workspace.about')}
      workspace={workspace}
      fields={['name', 'locale', 'languages', 'timeZone', 'country']}
      inputs={<WorkspaceInputs />}
    >
      <Facts
        facts={[
          [translate('settings.workspace.name'), workspace.name],
          [translate('settings.workspace.locale'), language(workspace.locale)],
          [translate('settings.workspace.languages'), list(workspace.languages.map(language))],
          [translate('settings.workspace.time_zone'), workspace.timeZone],
          [translate('settings.workspace.country'), workspace.country && country(workspace.country)],
        ]}
      />
    </Editable>
  )
}

function Company({ workspace }: { workspace: Workspace }) {
  const translate = useTranslate()
  const { name, address, website } = workspace.company
  return (
    <Editable
      title={translate('settings.company.title')}
      workspace={workspace}
      fields={['company']}
      inputs={<CompanyInputs />}
    >
      <Typography color="textSecondary" sx={{ mb: 1.5 }}>
        {translate('settings.company.text')}
      </Typography>
      <Facts
        facts={[
          [translate('settings.company.name'), name || workspace.name],
          [
            translate('settings.company.address'),
            address ? (
              <span key="address" style={{ whiteSpace: 'pre-line' }}>
                {address}
              </span>
            ) : (
              translate('settings.company.missing')
            ),
          ],
          [translate('settings.company.website'), website || null],
        ]}
      />
    </Editable>
  )
}

function Kept({ workspace }: { workspace: Workspace }) {
  const translate = useTranslate()
  const { retention, tracking, legalHold } = workspace
  const months = (count: number) => translate('settings.kept.months', { smart_count: count })
  return (
    <Section title={translate('settings.kept.title')}>
      <Facts
        facts={[
          [
            translate('settings.kept.opens'),
            translate(tracking.opens ? 'settings.kept.opens_on' : 'settings.kept.opens_off'),
          ],
          [translate('settings.kept.delivery'), months(retention.delivery)],
          [translate('settings.kept.behaviour'), months(retention.behaviour)],
          [translate('settings.kept.proof'), months(retention.proof)],
          [translate('settings.kept.hold'), translate(legalHold ? 'settings.kept.hold_on' : 'settings.kept.hold_off')],
        ]}
      />
    </Section>
  )
}
