import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useSearchParams } from 'react-router-dom'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { saveFile } from '../../parts/list/export.ts'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column, Filter } from '../../parts/list/types.ts'
import { TimeAgo } from '../../parts/TimeAgo.tsx'
import { useCan } from '../../session/useSession.ts'
import { ConsentPage } from '../ConsentPage.tsx'
import { blocked } from '../calls.ts'
import type { Suppression } from '../types.ts'
import { useWords } from '../useWords.ts'
import { AddDialog } from './AddDialog.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { LiftDialog } from './LiftDialog.tsx'
import { REASONS } from './reasons.ts'

/** Addresses that are not written to: found by the whole address, since only their hashes are kept. */
export default function BlockedList() {
  const translate = useTranslate()
  const words = useWords()
  const mayWrite = useCan('suppressions:write')
  const [lifting, setLifting] = useState<Suppression | null>(null)
  const columns: readonly Column<Suppression>[] = [
    {
      id: 'reason',
      label: 'consent.blocked.why',
      render: ({ reason }) => translate(`consent.blocked.reasons.${reason}`),
      csv: ({ reason }) => reason,
    },
    {
      id: 'reach',
      label: 'consent.blocked.stops',
      render: ({ marketingOnly }) =>
        translate(marketingOnly ? 'consent.blocked.stops_marketing' : 'consent.blocked.stops_everything'),
    },
    {
      id: 'where',
      label: 'consent.blocked.where',
      render: ({ channel, kind }) => (channel ? words.channel(channel) : words.kind(kind)),
    },
    { id: 'source', label: 'consent.source', render: ({ source }) => words.source(source) },
    {
      id: 'by',
      label: 'consent.by',
      render: ({ createdBy, source }) =>
        createdBy ? words.actor(source, createdBy) : translate('consent.actors.system'),
    },
    { id: 'since', label: 'consent.since', render: ({ createdAt }) => <TimeAgo at={createdAt} /> },
    {
      id: 'hash',
      label: 'consent.blocked.hash',
      hidden: true,
      render: ({ id }) => <code>{id.split('.')[1]}</code>,
    },
    ...(mayWrite
      ? [
          {
            id: 'lift',
            label: 'consent.blocked.lift_column',
            render: (row: Suppression) => (
              <Button size="small" sx={{ whiteSpace: 'nowrap' }} onClick={() => setLifting(row)}>
                {translate('consent.blocked.lift')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  return (
    <ConsentPage
      title={translate('consent.blocked.title')}
      about={translate('consent.blocked.about')}
      actions={<Actions mayWrite={mayWrite} />}
    >
      <KeysetList<Suppression>
        resource="suppressions"
        columns={columns}
        filters={useFilters(words)}
        rowName={({ reason }) => translate(`consent.blocked.reasons.${reason}`)}
        empty={{ title: 'consent.blocked.empty_title', text: 'consent.blocked.empty_text' }}
      />
      {lifting && <LiftDialog row={lifting} words={words} onClose={() => setLifting(null)} />}
    </ConsentPage>
  )
}

function useFilters(words: ReturnType<typeof useWords>): readonly Filter[] {
  const translate = useTranslate()
  return [
    { name: 'address', label: 'consent.blocked.search', kind: 'search' },
    {
      name: 'reason',
      label: 'consent.blocked.why',
      kind: 'select',
      choices: REASONS.map((value) => ({ value, label: translate(`consent.blocked.reasons.${value}`) })),
    },
    {
      name: 'channel',
      label: 'consent.channel',
      kind: 'select',
      choices: words.channels.map(({ id }) => ({ value: id, label: words.channel(id) })),
    },
  ]
}

/** `?add=1` is how the command palette asks for the dialog. */
function Actions({ mayWrite }: { mayWrite: boolean }) {
  const translate = useTranslate()
  const [search, setSearch] = useSearchParams()
  const [open, setOpen] = useState<'add' | 'import' | null>(search.has('add') && mayWrite ? 'add' : null)
  const save = useAsyncAction(async () => saveFile(await blocked.export(), 'blocked-addresses.csv'))
  const close = () => {
    setOpen(null)
    if (search.has('add')) setSearch({}, { replace: true })
  }
  return (
    <>
      <Button disabled={save.busy} onClick={() => void save.run()}>
        {translate('consent.blocked.export')}
      </Button>
      {mayWrite && <Button onClick={() => setOpen('import')}>{translate('consent.blocked.import')}</Button>}
      {mayWrite && (
        <Button variant="contained" onClick={() => setOpen('add')}>
          {translate('consent.blocked.add')}
        </Button>
      )}
      {open === 'add' && <AddDialog onClose={close} />}
      {open === 'import' && <ImportDialog onClose={close} />}
    </>
  )
}
