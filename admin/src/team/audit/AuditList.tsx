import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useApi } from '../../data/useApi.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column, Filter } from '../../parts/list/types.ts'
import { Page } from '../../parts/Page.tsx'
import { useCan } from '../../session/useSession.ts'
import { TeamTabs } from '../TeamTabs.tsx'
import type { AuditEntry, Member } from '../types.ts'
import { ACTIONS, THINGS } from './actions.ts'
import { differences } from './difference.ts'
import { EntryDialog } from './EntryDialog.tsx'
import { type AuditWords, useAuditWords } from './useAuditWords.ts'
import { VerifyChain } from './VerifyChain.tsx'

/** Who did what, before and after; and the proof that nobody touched the record. */
export default function AuditList() {
  const translate = useTranslate()
  const words = useAuditWords()
  const [shown, setShown] = useState<AuditEntry | null>(null)
  return (
    <Page title={translate('team.audit.title')}>
      <TeamTabs />
      <Typography color="textSecondary" sx={{ mb: 2, maxWidth: 820 }}>
        {translate('team.audit.about')}
      </Typography>
      <VerifyChain />
      <KeysetList<AuditEntry>
        resource="audit"
        columns={useAuditColumns(words, setShown)}
        filters={useAuditFilters(words)}
        rowName={({ sequence }) => String(sequence)}
        empty={{ title: 'team.audit.title', text: 'team.audit.empty_text' }}
        csvName="audit-log"
      />
      {shown && <EntryDialog entry={shown} words={words} onClose={() => setShown(null)} />}
    </Page>
  )
}

/** So many names of fields stand in a row; the rest is in the dialog. */
const NAMED = 3

function useAuditColumns(words: AuditWords, onShow: (entry: AuditEntry) => void): readonly Column<AuditEntry>[] {
  const translate = useTranslate()
  const { dateTime, list } = useFormat()
  return [
    {
      id: 'what',
      label: 'team.audit.action',
      render: ({ action }) => words.action(action),
      csv: ({ action }) => action,
    },
    { id: 'who', label: 'team.audit.who', render: words.actor, csv: words.actor },
    { id: 'at', label: 'team.audit.when', render: ({ at }) => dateTime(at), csv: ({ at }) => at },
    {
      id: 'fields',
      label: 'team.audit.fields',
      isEmpty: ({ before, after }) => differences(before, after).length === 0,
      render: ({ before, after }) => {
        const fields = differences(before, after).map(({ field }) => field)
        const more = fields.length > NAMED ? ['…'] : []
        return <code>{[...fields.slice(0, NAMED), ...more].join(', ') || '—'}</code>
      },
    },
    { id: 'ip', label: 'team.audit.ip', hidden: true, render: ({ ip }) => ip ?? '—', csv: ({ ip }) => ip },
    {
      id: 'object',
      label: 'team.audit.object',
      hidden: true,
      render: ({ objectType, objectId }) => list([words.thing(objectType), ...(objectId ? [objectId] : [])]),
      csv: ({ objectType, objectId }) => `${objectType} ${objectId ?? ''}`.trim(),
    },
    {
      id: 'details',
      label: 'team.audit.details',
      render: (entry) => (
        <Button size="small" sx={{ whiteSpace: 'nowrap' }} onClick={() => onShow(entry)}>
          {translate('team.audit.show')}
        </Button>
      ),
    },
  ]
}

function useAuditFilters(words: AuditWords): readonly Filter[] {
  const mayReadUsers = useCan('users:read')
  const members = useApi<{ data: Member[] }>(mayReadUsers ? '/members' : null, { limit: 200 }).data?.data ?? []
  const sorted = (values: readonly string[], name: (value: string) => string) =>
    values.map((value) => ({ value, label: name(value) })).sort((one, other) => one.label.localeCompare(other.label))
  return [
    {
      name: 'actorId',
      label: 'team.audit.who',
      kind: 'select',
      choices: members.map(({ id, name, email }) => ({ value: id, label: name || email })),
    },
    { name: 'objectType', label: 'team.audit.object', kind: 'select', choices: sorted(THINGS, words.thing) },
    { name: 'action', label: 'team.audit.action', kind: 'select', choices: sorted(ACTIONS, words.action) },
    { name: 'from', label: 'team.audit.from', kind: 'date' },
    { name: 'to', label: 'team.audit.to', kind: 'date', until: true },
  ]
}
