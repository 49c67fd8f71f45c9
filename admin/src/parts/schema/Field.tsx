import { required as needed, useTranslate } from 'ra-core'
import {
  ArrayInput,
  BooleanInput,
  NumberInput,
  PasswordInput,
  SelectInput,
  SimpleFormIterator,
  TextInput,
} from 'ra-ui-materialui'
import { useFormat } from '../../i18n/useFormat.ts'
import { SchemaForm } from './SchemaForm.tsx'
import { type Schema, shapeOf, unwrapped } from './types.ts'

interface FieldProps {
  readonly schema: Schema
  readonly source: string
  readonly label: string
  readonly hint: string | undefined
  readonly required: boolean
  readonly secretsKept: boolean
}

/** One property of a schema, as the input that fits it. */
export function Field({ schema, source, label, hint, required, secretsKept }: FieldProps) {
  const translate = useTranslate()
  const shape = shapeOf(schema)
  const kept = shape === 'secret' && secretsKept
  const common = {
    source,
    label,
    helperText: (kept ? translate('parts.secret_kept') : hint) || false,
    validate: required && !kept && shape !== 'boolean' ? needed() : undefined,
    // A schema's default is what the server takes where nothing is sent; showing it says what that will be.
    defaultValue: schema.default,
  } as const
  if (shape === 'choice') return <Choice {...common} values={schema.enum!} />
  if (shape === 'boolean') return <BooleanInput {...common} />
  if (shape === 'number') return <NumberInput {...common} min={schema.minimum} max={schema.maximum} />
  if (shape === 'secret') return <PasswordInput {...common} autoComplete="new-password" />
  if (shape === 'array') return <Items {...common} schema={schema} secretsKept={secretsKept} />
  return (
    <TextInput
      {...common}
      multiline={shape === 'long'}
      minRows={shape === 'long' ? 3 : undefined}
      placeholder={schema.examples?.[0] === undefined ? undefined : String(schema.examples[0])}
    />
  )
}

type Common = { readonly source: string; readonly label: string; readonly helperText: string | false }

function Choice({ values, ...common }: Common & { readonly values: readonly (string | number)[] }) {
  const choices = values.map((value) => ({ id: value, name: String(value) }))
  return <SelectInput {...common} choices={choices} translateChoice={false} />
}

function Items({
  schema,
  secretsKept,
  ...common
}: Common & { readonly schema: Schema; readonly secretsKept: boolean }) {
  const { number } = useFormat()
  const item = unwrapped(schema.items ?? { type: 'string' })
  return (
    <ArrayInput {...common}>
      <SimpleFormIterator inline disableReordering getItemLabel={(i) => number(i + 1)}>
        {item.properties ? (
          <SchemaForm schema={item} source="" secretsKept={secretsKept} />
        ) : (
          <Field schema={item} source="" label={common.label} hint={undefined} required secretsKept={secretsKept} />
        )}
      </SimpleFormIterator>
    </ArrayInput>
  )
}
