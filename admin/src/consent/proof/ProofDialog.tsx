import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { type ReactNode, useId } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'
import { Facts } from '../../parts/Facts.tsx'
import { saveFile } from '../../parts/list/export.ts'
import type { ConsentEvent } from '../types.ts'
import type { ConsentWords } from '../useWords.ts'

interface ProofDialogProps {
  readonly event: ConsentEvent
  readonly person?: { readonly firstName: string | null; readonly lastName: string | null } | null
  readonly words: ConsentWords
  readonly onClose: () => void
}

/** What proves one statement: who said what, where and when, and the very text that was read. */
export function ProofDialog({ event, person, words, onClose }: ProofDialogProps) {
  const translate = useTranslate()
  const { exact, language } = useFormat()
  const id = useId()
  const name = [person?.firstName, person?.lastName].filter(Boolean).join(' ')
  const facts: (readonly [string, ReactNode])[] = [
    ...(name ? [[translate('consent.person'), name] as const] : []),
    [translate('consent.log.said_at'), exact(event.at)],
    [translate('consent.log.recorded_at'), exact(event.recordedAt)],
    [translate('consent.source'), words.source(event.source)],
    [translate('consent.proof.basis'), translate(`bases.${event.basis}`)],
    [translate('consent.by'), words.actor(event.actorKind, event.actorId)],
    [translate('consent.proof.ip'), event.ip],
    [translate('consent.proof.browser'), event.userAgent],
    ...Object.entries(event.proof ?? {}).map(([key, value]) => [key, plainText(value)] as const),
  ]
  const save = () =>
    saveFile(new Blob([JSON.stringify(event, null, 2)], { type: 'application/json' }), `consent-${event.id}.json`)
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <DialogTitle id={id}>
        {translate(`consent.said.${event.action}`, {
          purpose: words.purpose(event.purpose),
          channel: words.channel(event.channel),
        })}
      </DialogTitle>
      {/* Long ones are scrolled by keyboard too. */}
      <DialogContent tabIndex={0}>
        <Facts facts={facts} />
        <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>
          {translate('consent.log.wording')}
        </Typography>
        {event.wording === null ? (
          <Typography color="textSecondary">{translate('consent.proof.no_wording')}</Typography>
        ) : (
          <>
            <Box
              component="blockquote"
              lang={event.wordingLocale ?? undefined}
              sx={{
                m: 0,
                pl: 1.5,
                borderLeft: 3,
                borderColor: 'divider',
                whiteSpace: 'pre-wrap',
                overflowWrap: 'anywhere',
              }}
            >
              {event.wording}
            </Box>
            <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5, overflowWrap: 'anywhere' }}>
              {translate('consent.proof.version', {
                language: event.wordingLocale ? language(event.wordingLocale) : '—',
                id: event.wordingId ?? '—',
              })}
            </Typography>
          </>
        )}
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

const plainText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
