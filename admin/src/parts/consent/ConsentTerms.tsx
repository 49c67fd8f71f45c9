import Autocomplete from '@mui/material/Autocomplete'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useApi } from '../../data/useApi.ts'
import { useChannels } from '../../data/useChannels.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { useCan } from '../../session/useSession.ts'

/** What a consent is made of, as it is being typed. A wording is one that is stored, or a text. */
export interface Terms {
  readonly channel: string
  readonly purpose: string
  readonly basis: 'consent' | 'existing_customer'
  readonly source: string
  readonly wordingId: string
  readonly text: string
  readonly locale: string
}

export const noTerms: Terms = {
  channel: '',
  purpose: 'marketing',
  basis: 'consent',
  source: '',
  wordingId: '',
  text: '',
  locale: '',
}

/** The API's rule for purposes: core/consent/schema.ts. */
const PURPOSE = /^[a-z][a-z0-9_-]{0,62}$/

export const termsComplete = ({ channel, purpose, source, wordingId, text, locale }: Terms) =>
  channel !== '' &&
  PURPOSE.test(purpose) &&
  source.trim() !== '' &&
  (wordingId !== '' || (text.trim() !== '' && locale !== ''))

interface Wording {
  readonly id: string
  readonly purpose: string
  readonly channel: string
  readonly locale: string
  readonly text: string
}

interface ConsentTermsProps {
  readonly terms: Terms
  readonly onChange: (change: Partial<Terms>) => void
  readonly sourceHint: string
  /** A withdrawal needs none. */
  readonly withoutWording?: boolean
}

const NEW = 'new'
const LOCALES = ['en', 'fr', 'es', 'de', 'it', 'pt'] as const

/** For what, by which channel, said where, and to which words: what proves a consent. */
export function ConsentTerms({ terms, onChange, sourceHint, withoutWording }: ConsentTermsProps) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const channels = useChannels()
  const mayRead = useCan('consent:read')
  const wordings = useApi<{ data: Wording[] }>(mayRead ? '/consent-wordings' : null, { limit: 200 }).data?.data ?? []
  const purposes = [...new Set(['marketing', ...wordings.map(({ purpose }) => purpose)])]
  const half = { flex: '1 1 200px', m: 0 } as const
  const purposeWrong = terms.purpose !== '' && !PURPOSE.test(terms.purpose)
  return (
    <>
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start' }}>
        <TextField
          select
          label={translate('parts.consent.channel')}
          value={channels.length > 0 ? terms.channel : ''}
          onChange={(event) => onChange({ channel: event.target.value, wordingId: '' })}
          sx={half}
        >
          {channels.map(({ id, label }) => (
            <MenuItem key={id} value={id}>
              {localized(label)}
            </MenuItem>
          ))}
        </TextField>
        <Autocomplete
          freeSolo
          options={purposes}
          inputValue={terms.purpose}
          onInputChange={(_event, purpose) => onChange({ purpose, wordingId: '' })}
          renderInput={(props) => (
            <TextField
              {...props}
              label={translate('parts.consent.purpose')}
              error={purposeWrong}
              helperText={purposeWrong ? translate('parts.consent.purpose_hint') : undefined}
              sx={{ m: 0 }}
            />
          )}
          sx={{ flex: '1 1 200px' }}
        />
        <TextField
          select
          label={translate('parts.consent.basis')}
          value={terms.basis}
          onChange={(event) => onChange({ basis: event.target.value as Terms['basis'] })}
          sx={half}
        >
          <MenuItem value="consent">{translate('bases.consent')}</MenuItem>
          <MenuItem value="existing_customer">{translate('bases.existing_customer')}</MenuItem>
        </TextField>
      </Stack>
      <TextField
        label={translate('parts.consent.source')}
        helperText={sourceHint}
        value={terms.source}
        onChange={(event) => onChange({ source: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 500 } }}
      />
      {!withoutWording && <WordingInput terms={terms} onChange={onChange} wordings={wordings} />}
    </>
  )
}

function WordingInput({
  terms,
  onChange,
  wordings,
}: Pick<ConsentTermsProps, 'terms' | 'onChange'> & { wordings: Wording[] }) {
  const translate = useTranslate()
  const { language } = useFormat()
  const fitting = wordings.filter(({ purpose, channel }) => purpose === terms.purpose && channel === terms.channel)
  const chosen = fitting.find(({ id }) => id === terms.wordingId)
  return (
    <>
      {fitting.length > 0 && (
        <TextField
          select
          label={translate('parts.consent.wording')}
          value={chosen?.id ?? NEW}
          onChange={(event) => onChange({ wordingId: event.target.value === NEW ? '' : event.target.value })}
        >
          {fitting.map(({ id, text, locale }) => (
            <MenuItem key={id} value={id} sx={{ whiteSpace: 'normal' }}>
              {language(locale)} · {text.length > 120 ? `${text.slice(0, 120)}…` : text}
            </MenuItem>
          ))}
          <MenuItem value={NEW}>{translate('parts.consent.wording_new')}</MenuItem>
        </TextField>
      )}
      {chosen ? (
        <Typography color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {chosen.text}
        </Typography>
      ) : (
        <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start' }}>
          <TextField
            label={translate('parts.consent.text')}
            helperText={translate('parts.consent.text_hint')}
            value={terms.text}
            onChange={(event) => onChange({ text: event.target.value })}
            multiline
            minRows={2}
            slotProps={{ htmlInput: { maxLength: 10_000 } }}
            sx={{ flex: '3 1 260px' }}
          />
          <TextField
            select
            label={translate('parts.consent.locale')}
            value={terms.locale}
            onChange={(event) => onChange({ locale: event.target.value })}
            sx={{ flex: '1 1 140px' }}
          >
            {[...new Set([...LOCALES, ...(terms.locale ? [terms.locale] : [])])].map((tag) => (
              <MenuItem key={tag} value={tag}>
                {language(tag)}
              </MenuItem>
            ))}
          </TextField>
        </Stack>
      )}
    </>
  )
}
