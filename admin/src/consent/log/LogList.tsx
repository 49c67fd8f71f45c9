import Button from '@mui/material/Button'
import MuiLink from '@mui/material/Link'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { useFormat } from '../../i18n/useFormat.ts'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column, Filter } from '../../parts/list/types.ts'
import { ConsentPage } from '../ConsentPage.tsx'
import { ProofDialog } from '../proof/ProofDialog.tsx'
import type { LogEntry } from '../types.ts'
import { type ConsentWords, useWords } from '../useWords.ts'

const ACTIONS = ['given', 'reconfirmed', 'pending', 'withdrawn', 'expired'] as const

/** Everything that was ever said about consent, newest first, each with its proof. */
export default function LogList() {
  const translate = useTranslate()
  const words = useWords()
  const [proof, setProof] = useState<LogEntry | null>(null)
  return (
    <ConsentPage title={translate('consent.log.title')} about={translate('consent.log.about')}>
      <KeysetList<LogEntry>
        resource="consents"
        columns={useLogColumns(words, setProof)}
        filters={useLogFilters(words)}
        rowName={({ id }) => id}
        empty={{ title: 'consent.log.empty_title', text: 'consent.log.empty_text' }}
        csvName="consent-log"
      />
      {proof && <ProofDialog event={proof} person={proof.person} words={words} onClose={() => setProof(null)} />}
    </ConsentPage>
  )
}

const nameOf = ({ person }: LogEntry) => [person?.firstName, person?.lastName].filter(Boolean).join(' ')

function useLogColumns(words: ConsentWords, onProof: (row: LogEntry) => void): readonly Column<LogEntry>[] {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const said = (row: LogEntry) =>
    translate(`consent.said.${row.action}`, {
      purpose: words.purpose(row.purpose),
      channel: words.channel(row.channel),
    })
  return [
    {
      id: 'person',
      label: 'consent.person',
      render: (row) =>
        row.person ? (
          <MuiLink component={Link} to={`/people/${row.contactId}`} color="textPrimary" sx={{ fontWeight: 600 }}>
            {nameOf(row) || translate('parts.no_name')}
          </MuiLink>
        ) : (
          translate('consent.erased_person')
        ),
      csv: (row) => row.contactId,
    },
    { id: 'what', label: 'consent.log.what', render: said, csv: said },
    { id: 'at', label: 'consent.log.said_at', render: ({ at }) => dateTime(at), csv: ({ at }) => at },
    {
      id: 'recordedAt',
      label: 'consent.log.recorded_at',
      hidden: true,
      render: ({ recordedAt }) => dateTime(recordedAt),
      csv: ({ recordedAt }) => recordedAt,
    },
    {
      id: 'source',
      label: 'consent.source',
      render: ({ source }) => words.source(source),
      csv: ({ source }) => source,
    },
    {
      id: 'by',
      label: 'consent.by',
      hidden: true,
      render: ({ actorKind, actorId }) => words.actor(actorKind, actorId),
      csv: ({ actorKind, actorId }) => `${actorKind} ${actorId ?? ''}`.trim(),
    },
    {
      id: 'wording',
      label: 'consent.log.wording',
      hidden: true,
      render: ({ wording }) => wording ?? '—',
      csv: ({ wording }) => wording,
    },
    {
      id: 'proof',
      label: 'consent.proof.title',
      render: (row) => (
        <Button size="small" sx={{ whiteSpace: 'nowrap' }} onClick={() => onProof(row)}>
          {translate('consent.proof.show')}
        </Button>
      ),
    },
  ]
}

function useLogFilters(words: ConsentWords): readonly Filter[] {
  const translate = useTranslate()
  return [
    { name: 'address', label: 'consent.log.search', kind: 'search' },
    {
      name: 'action',
      label: 'consent.log.what',
      kind: 'select',
      choices: ACTIONS.map((value) => ({ value, label: translate(`consent_actions.${value}`) })),
    },
    { name: 'purpose', label: 'consent.purpose', kind: 'text' },
    {
      name: 'channel',
      label: 'consent.channel',
      kind: 'select',
      choices: words.channels.map(({ id }) => ({ value: id, label: words.channel(id) })),
    },
    { name: 'from', label: 'consent.log.from', kind: 'date' },
    { name: 'to', label: 'consent.log.to', kind: 'date', until: true },
  ]
}
