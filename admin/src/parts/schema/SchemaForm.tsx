import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useFormat } from '../../i18n/useFormat.ts'
import { Field } from './Field.tsx'
import { humanised, type Schema, unwrapped } from './types.ts'

export interface SchemaFormProps {
  /** An object schema, as the API gives it. */
  readonly schema: Schema
  /** Where its values stand in the form around: `settings` → `settings.host`. */
  readonly source: string
  /** Names of fields drawn elsewhere. */
  readonly without?: readonly string[]
  /** Secrets are stored already and never sent back: empty means "keep". */
  readonly secretsKept?: boolean
}

/**
 * The fields of a schema, inside an `ApiForm`: what a plugin declares draws its form. Texts, numbers, choices, switches,
 * secrets, lists, objects in objects; labels in the person's language where the schema has them.
 */
export function SchemaForm({ schema, source, without = [], secretsKept = false }: SchemaFormProps) {
  const label = useLabel()
  const properties = Object.entries(schema.properties ?? {})
    .filter(([name]) => !without.includes(name))
    .sort(([, a], [, b]) => (a['x-ui']?.order ?? 0) - (b['x-ui']?.order ?? 0))
  return (
    <>
      {properties.map(([name, raw]) => {
        const property = unwrapped(raw)
        const at = source ? `${source}.${name}` : name
        const texts = label(name, property)
        if (property.type === 'object' && property.properties)
          return (
            <Stack
              key={at}
              component="fieldset"
              sx={{ border: 1, borderColor: 'divider', borderRadius: 1, p: 1.5, m: 0, my: 1 }}
            >
              <Typography component="legend" variant="h3" sx={{ px: 0.5 }}>
                {texts.label}
              </Typography>
              <SchemaForm schema={property} source={at} secretsKept={secretsKept} />
            </Stack>
          )
        return (
          <Field
            key={at}
            schema={property}
            source={at}
            required={schema.required?.includes(name) === true && property.default === undefined}
            secretsKept={secretsKept}
            {...texts}
          />
        )
      })}
    </>
  )
}

export function useLabel() {
  const { localized } = useFormat()
  return (name: string, schema: Schema) => {
    const { label, hint } = schema['x-ui'] ?? {}
    return {
      label: label ? localized(label) : (schema.title ?? humanised(name)),
      hint: hint ? localized(hint) : schema.description,
    }
  }
}
