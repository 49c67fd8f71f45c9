import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { ConsentTerms, noTerms, type Terms, termsComplete } from '../parts/consent/ConsentTerms.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { people } from './calls.ts'

interface ConsentDialogProps {
  readonly contactId: string
  readonly action: 'given' | 'withdrawn'
  /** What is withdrawn. */
  readonly about?: { readonly channel: string; readonly purpose: string }
  readonly onClose: () => void
}

/** core/consent/schema.ts: a source is a short name, so that sources can be counted. */
const SOURCE = /^[a-z][a-z0-9_.:/-]{0,99}$/

/** Writes down that the person agreed, or took it back: where, when, and to which words. */
export function ConsentDialog({ contactId, action, about, onClose }: ConsentDialogProps) {
  const translate = useTranslate()
  const [terms, setTerms] = useState<Terms>({ ...noTerms, ...about })
  const [at, setAt] = useState('')
  const withdrawn = action === 'withdrawn'
  const sourceFits = SOURCE.test(terms.source)
  const ready = sourceFits && (withdrawn ? terms.channel !== '' && terms.purpose !== '' : termsComplete(terms))
  const { run, busy, error } = useAsyncAction(
    async () => {
      const { channel, purpose, basis, source, wordingId, text, locale } = terms
      await people.changeConsent(contactId, {
        action,
        channel,
        purpose,
        source,
        ...(withdrawn ? {} : { basis, wording: wordingId ? { id: wordingId } : { text: text.trim(), locale } }),
        ...(at ? { at: new Date(at).toISOString() } : {}),
      })
      onClose()
    },
    {
      done: 'people.consent_recorded',
      changes: [`/contacts/${contactId}/consents`, `/contacts/${contactId}/standing`, '/consent-wordings'],
      quiet: true,
    },
  )
  return (
    <Dialog open onClose={busy ? undefined : onClose} fullWidth maxWidth="sm" aria-labelledby="consent-dialog">
      <DialogTitle id="consent-dialog">
        {translate(withdrawn ? 'people.withdraw_consent' : 'people.give_consent')}
      </DialogTitle>
      <DialogContent>
        <Typography color="textSecondary" sx={{ mb: 2 }}>
          {translate(withdrawn ? 'people.withdraw_text' : 'people.give_text')}
        </Typography>
        <Stack sx={{ gap: 1 }}>
          <ConsentTerms
            terms={terms}
            onChange={(change) => setTerms({ ...terms, ...change })}
            sourceHint={translate('people.hints.source')}
            withoutWording={withdrawn}
          />
          <TextField
            type="datetime-local"
            label={translate('people.said_at')}
            helperText={translate('people.hints.said_at')}
            value={at}
            onChange={(event) => setAt(event.target.value)}
            slotProps={{ inputLabel: { shrink: true } }}
          />
        </Stack>
        <ErrorNote error={error} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} disabled={busy}>
          {translate('ra.action.cancel')}
        </Button>
        <Button variant="contained" onClick={() => void run()} disabled={busy || !ready}>
          {translate(withdrawn ? 'people.withdraw_consent' : 'people.give_consent')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
