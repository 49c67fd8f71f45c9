import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column } from '../../parts/list/types.ts'
import { StateChip } from '../../parts/StateChip.tsx'
import { ConsentPage } from '../ConsentPage.tsx'
import type { Erasure } from '../types.ts'
import { ErasureDialog } from './ErasureDialog.tsx'
import { stateOf } from './state.ts'

const TONES = { finished: 'good', running: 'busy', waiting: 'warn' } as const

/** Who was erased, how far it is, and what proves it. */
export default function ErasureList() {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  const [proof, setProof] = useState<Erasure | null>(null)
  const columns: readonly Column<Erasure>[] = [
    { id: 'at', label: 'consent.erasures.at', render: ({ at }) => dateTime(at), csv: ({ at }) => at },
    {
      id: 'state',
      label: 'consent.erasures.state',
      render: (row) => <StateChip of="consent.erasures.states" state={stateOf(row)} tone={TONES[stateOf(row)]} />,
      csv: stateOf,
    },
    {
      id: 'what',
      label: 'consent.erasures.what',
      render: ({ report }) =>
        translate('consent.erasures.sum', { addresses: report.addresses, messages: report.messages }),
    },
    {
      id: 'contact',
      label: 'consent.erasures.contact',
      render: ({ contactId }) => <code>{contactId}</code>,
      csv: ({ contactId }) => contactId,
    },
    {
      id: 'proof',
      label: 'consent.proof.title',
      render: (row) => (
        <Button size="small" sx={{ whiteSpace: 'nowrap' }} onClick={() => setProof(row)}>
          {translate('consent.proof.show')}
        </Button>
      ),
    },
  ]
  return (
    <ConsentPage title={translate('consent.erasures.title')} about={translate('consent.erasures.about')}>
      <KeysetList<Erasure>
        resource="erasures"
        columns={columns}
        rowName={({ contactId }) => contactId}
        empty={{ title: 'consent.erasures.empty_title', text: 'consent.erasures.empty_text' }}
        csvName="erasures"
      />
      {proof && <ErasureDialog erasure={proof} onClose={() => setProof(null)} />}
    </ConsentPage>
  )
}
