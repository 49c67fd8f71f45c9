import ExpandIcon from '@mui/icons-material/ExpandMore'
import Accordion from '@mui/material/Accordion'
import AccordionDetails from '@mui/material/AccordionDetails'
import AccordionSummary from '@mui/material/AccordionSummary'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate, useWrappedSource } from 'ra-core'
import { useWatch } from 'react-hook-form'
import { useFormat } from '../../i18n/useFormat.ts'
import { Field } from './Field.tsx'
import { humanised, type Schema, unwrapped } from './types.ts'

export interface SchemaFormProps {
  /** An object schema, as the API gives it. */
  readonly schema: Schema
  /** Where its values stand in the form around, such as `settings`. */
  readonly source: string
  /** Names of fields drawn elsewhere. */
  readonly without?: readonly string[]
  /** Secrets are stored already and never sent back: empty means "keep". All of them, or those of these names. */
  readonly secretsKept?: boolean | readonly string[]
}

/**
 * The fields of a schema, inside an `ApiForm`: what a plugin declares draws its form. Texts, numbers, choices, switches,
 * secrets, lists, objects in objects; labels in the person's language where the schema has them; what is seldom changed
 * is folded away.
 */
export function SchemaForm({ schema, source, without = [], secretsKept = false }: SchemaFormProps) {
  const translate = useTranslate()
  const properties = Object.entries(schema.properties ?? {})
    .filter(([name]) => !without.includes(name))
    .sort(([, a], [, b]) => (a['x-ui']?.order ?? 0) - (b['x-ui']?.order ?? 0))
  const usual = properties.filter(([, one]) => !one['x-ui']?.advanced)
  const advanced = properties.filter(([, one]) => one['x-ui']?.advanced)
  const draw = ([name, property]: [string, Schema]) => (
    <Property key={name} name={name} property={property} schema={schema} source={source} secretsKept={secretsKept} />
  )
  return (
    <>
      {usual.map(draw)}
      {advanced.length > 0 && (
        <Accordion variant="outlined" disableGutters sx={{ my: 1, '&:before': { display: 'none' } }}>
          <AccordionSummary expandIcon={<ExpandIcon />}>{translate('parts.more_settings')}</AccordionSummary>
          <AccordionDetails>{advanced.map(draw)}</AccordionDetails>
        </Accordion>
      )}
    </>
  )
}

type PropertyProps = Required<Pick<SchemaFormProps, 'schema' | 'source' | 'secretsKept'>> & {
  readonly name: string
  readonly property: Schema
}

function Property({ name, property: raw, schema, source, secretsKept }: PropertyProps) {
  const label = useLabel()
  const shown = useShown(raw, source)
  const property = unwrapped(raw)
  const at = source ? `${source}.${name}` : name
  const texts = label(name, property)
  if (!shown) return null
  if (property.type === 'object' && property.properties)
    return (
      <Stack
        component="fieldset"
        sx={{ border: 1, borderColor: 'divider', borderRadius: 1, p: 1.5, m: 0, my: 1, minWidth: 0 }}
      >
        <Typography component="legend" variant="h3" sx={{ px: 0.5 }}>
          {texts.label}
        </Typography>
        <SchemaForm schema={property} source={at} secretsKept={secretsKept} />
      </Stack>
    )
  return (
    <Field
      schema={property}
      source={at}
      required={schema.required?.includes(name) === true && property.default === undefined}
      secretsKept={Array.isArray(secretsKept) ? secretsKept.includes(name) : secretsKept === true}
      {...texts}
    />
  )
}

/** Whether the field that this one hangs on has a value for which it is asked. */
function useShown({ 'x-ui': look }: Schema, source: string): boolean {
  const on = look?.when?.field
  // Inside a list the name begins with the place in it.
  const path = useWrappedSource(on && source ? `${source}.${on}` : (on ?? ''))
  const value = useWatch({ name: path, disabled: !on })
  if (!look?.when) return true
  if (look.when.is === true) return value !== undefined && value !== null && value !== '' && value !== false
  return look.when.is.includes(value)
}

export function useLabel() {
  const { localized } = useFormat()
  return (name: string, schema: Schema) => {
    const { label, hint } = schema['x-ui'] ?? {}
    const title = label ?? schema.label
    return {
      label: title ? localized(title) : (schema.title ?? humanised(name)),
      hint: hint ? localized(hint) : schema.description,
    }
  }
}
