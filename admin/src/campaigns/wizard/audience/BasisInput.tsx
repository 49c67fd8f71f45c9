import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId, useState } from 'react'
import { Section } from '../../../parts/Section.tsx'
import type { Plan } from '../../types.ts'
import type { StepProps } from '../Wizard.tsx'
import { usePurposes } from './usePurposes.ts'

const BASES = ['consent', 'existing_customer', 'transactional', 'legal'] as const
type Basis = NonNullable<Plan['basis']>

/** Why people may be written to: the lawful basis, each in words, and the purpose they agreed to. */
export function BasisInput({ editing }: StepProps) {
  const translate = useTranslate()
  const id = useId()
  const { basis } = editing.draft.plan
  return (
    <Section title={translate('campaigns.why')}>
      <Typography id={id} color="textSecondary" sx={{ mb: 1 }}>
        {translate('campaigns.why_text')}
      </Typography>
      <RadioGroup
        aria-labelledby={id}
        value={basis ?? ''}
        onChange={(_event, value) => editing.plan({ basis: value as Basis })}
        sx={{ gap: 0.75 }}
      >
        {BASES.map((one) => (
          <FormControlLabel
            key={one}
            value={one}
            control={<Radio size="small" />}
            sx={{ alignItems: 'flex-start', '& .MuiRadio-root': { mt: -0.75 } }}
            label={
              <Box component="span">
                <Box component="span" sx={{ fontWeight: 600 }}>
                  {translate(`campaigns.basis.${one}.name`)}
                </Box>
                <Box component="span" sx={{ display: 'block', color: 'text.secondary', fontSize: 14 }}>
                  {translate(`campaigns.basis.${one}.text`)}
                </Box>
              </Box>
            }
          />
        ))}
      </RadioGroup>
      <PurposeInput editing={editing} />
    </Section>
  )
}

/** As the API takes it: small letters, digits, - and _. */
const PURPOSE = /^[a-z][a-z0-9_-]{0,62}$/
const asPurpose = (text: string) =>
  text
    .trim()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')

function PurposeInput({ editing }: StepProps) {
  const translate = useTranslate()
  const { purpose = '' } = editing.draft.plan
  const [text, setText] = useState(purpose)
  const known = usePurposes()
  const wanted = asPurpose(text)
  const wrong = text !== '' && !PURPOSE.test(wanted)
  const change = (next: string) => {
    setText(next)
    const value = asPurpose(next)
    if (PURPOSE.test(value) || next === '') editing.plan({ purpose: value || undefined })
  }
  return (
    <Autocomplete
      freeSolo
      options={known}
      inputValue={text}
      onInputChange={(_event, next) => change(next)}
      sx={{ maxWidth: 420, mt: 2 }}
      renderInput={(props) => (
        <TextField
          {...props}
          label={translate('campaigns.fields.purpose')}
          error={wrong}
          helperText={
            wrong
              ? translate('campaigns.hints.purpose_wrong')
              : wanted !== text
                ? translate('campaigns.hints.purpose_kept', { purpose: wanted })
                : translate('campaigns.hints.purpose')
          }
          slotProps={{ ...props.slotProps, htmlInput: { ...props.slotProps.htmlInput, maxLength: 63 } }}
        />
      )}
    />
  )
}
