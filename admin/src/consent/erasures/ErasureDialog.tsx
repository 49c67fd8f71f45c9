import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'
import { Facts } from '../../parts/Facts.tsx'
import { saveFile } from '../../parts/list/export.ts'
import type { Erasure } from '../types.ts'
import { stateOf } from './state.ts'

/** What an erasure did, in numbers and hashes: nothing of the person is left to show. */
export function ErasureDialog({ erasure, onClose }: { erasure: Erasure; onClose: () => void }) {
  const translate = useTranslate()
  const { exact, number } = useFormat()
  const id = useId()
  const { report } = erasure
  const counts = [
    ['addresses', report.addresses],
    ['lists', report.lists],
    ['messages', report.messages],
    ['stopped', report.stopped],
    ['consent_events', report.consentEvents],
    ['rejects', report.importRejects],
    ['texts', report.texts],
    ['files_searched', report.filesSearched],
    ['files_removed', report.filesRemoved.length],
    ['files_missing', report.filesMissing.length],
    ['files_left', report.importsWithFile.length],
  ] as const
  const save = () =>
    saveFile(new Blob([JSON.stringify(erasure, null, 2)], { type: 'application/json' }), `erasure-${erasure.id}.json`)
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <DialogTitle id={id}>{translate('consent.erasures.proof_title')}</DialogTitle>
      {/* Long ones are scrolled by keyboard too. */}
      <DialogContent tabIndex={0}>
        <Typography sx={{ mb: 1.5 }}>{translate(`consent.erasures.state_text.${stateOf(erasure)}`)}</Typography>
        <Facts
          facts={[
            [translate('consent.erasures.at'), exact(erasure.at)],
            [translate('consent.erasures.finished_at'), erasure.finishedAt && exact(erasure.finishedAt)],
            [translate('consent.erasures.contact'), <code key="contact">{erasure.contactId}</code>],
            [translate('consent.erasures.anonymous'), <code key="anonymous">{erasure.anonymousId}</code>],
            ...counts.map(([name, count]) => [translate(`consent.erasures.counts.${name}`), number(count)] as const),
          ]}
        />
        <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>
          {translate('consent.erasures.blocked')}
        </Typography>
        {report.blocked.map(({ kind, hash }) => (
          <Typography key={kind + hash} variant="body2" sx={{ overflowWrap: 'anywhere' }}>
            {kind} <code>{hash}</code>
          </Typography>
        ))}
        {report.blocked.length === 0 && '—'}
      </DialogContent>
      <DialogActions>
        <Button onClick={save}>{translate('consent.proof.save')}</Button>
        <Button variant="contained" onClick={onClose} autoFocus>
          {translate('ra.action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
