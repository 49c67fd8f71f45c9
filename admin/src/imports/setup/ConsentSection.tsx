import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId } from 'react'
import type { ImportConsent } from '../../../../core/contacts/imports/options.ts'
import { ConsentTerms, noTerms, type Terms, termsComplete } from '../../parts/consent/ConsentTerms.tsx'
import { Section } from '../../parts/Section.tsx'
import type { Consent } from '../types.ts'

/** Consent as it is being typed. */
export interface ConsentDraft extends Terms {
  readonly given: boolean
}

export const draftOf = (consent: ImportConsent | undefined): ConsentDraft => ({
  ...noTerms,
  ...(consent
    ? {
        channel: consent.channel,
        purpose: consent.purpose,
        source: consent.source,
        basis: consent.basis ?? 'consent',
        wordingId: consent.wordingId ?? '',
        text: consent.wording?.text ?? '',
        locale: consent.wording?.locale ?? '',
      }
    : {}),
  given: consent !== undefined,
})

/** As the API takes it; null where there is none, or something is missing. */
export function consentOf({ given, ...terms }: ConsentDraft): Consent | null {
  if (!given || !termsComplete(terms)) return null
  const { channel, purpose, source, basis, wordingId, text, locale } = terms
  const wording = wordingId ? { wordingId } : { wording: { text: text.trim(), locale } }
  return { channel, purpose, source: source.trim(), basis, ...wording }
}

interface ConsentSectionProps {
  readonly draft: ConsentDraft
  readonly onChange: (draft: ConsentDraft) => void
  /** Somebody went on to something else: time to store it. */
  readonly onSettled: (draft: ConsentDraft) => void
}

/** Whether the people of the file agreed to be written to, where, and to which words. */
export function ConsentSection({ draft, onChange, onSettled }: ConsentSectionProps) {
  const translate = useTranslate()
  const id = useId()
  const choose = (given: boolean) => {
    const next = { ...draft, given }
    onChange(next)
    onSettled(next)
  }
  return (
    <Section title={translate('imports.consent')}>
      <Typography id={id} color="textSecondary">
        {translate('imports.consent_text')}
      </Typography>
      <RadioGroup
        aria-labelledby={id}
        value={draft.given ? 'given' : 'none'}
        onChange={(_event, value) => choose(value === 'given')}
      >
        <FormControlLabel value="none" control={<Radio size="small" />} label={translate('imports.consent_none')} />
        <FormControlLabel value="given" control={<Radio size="small" />} label={translate('imports.consent_given')} />
      </RadioGroup>
      {draft.given && (
        <Stack sx={{ gap: 1, mt: 1.5 }} onBlur={() => onSettled(draft)}>
          <ConsentTerms
            terms={draft}
            onChange={(change) => onChange({ ...draft, ...change })}
            sourceHint={translate('imports.source_hint')}
          />
        </Stack>
      )}
    </Section>
  )
}
