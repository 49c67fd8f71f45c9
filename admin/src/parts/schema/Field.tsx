import InputAdornment from '@mui/material/InputAdornment'
import { required as needed, ResourceContextProvider, useTranslate } from 'ra-core'
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
import { type FieldLook, type Schema, shapeOf, unwrapped } from './types.ts'

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
  const look = schema['x-ui']
  if (shape === 'choice') return <Choice {...common} values={schema.enum!} words={look?.choices} />
  if (shape === 'boolean') return <BooleanInput {...common} />
  if (shape === 'number')
    return (
      <NumberInput
        {...common}
        min={schema.minimum}
        max={schema.maximum}
        slotProps={
          look?.unit ? { input: { endAdornment: <InputAdornment position="end">{look.unit}</InputAdornment> } } : {}
        }
      />
    )
  if (shape === 'secret' && !look?.lines) return <PasswordInput {...common} autoComplete="new-password" />
  if (shape === 'array') return <Items {...common} schema={schema} secretsKept={secretsKept} />
  return (
    <TextInput
      {...common}
      multiline={shape === 'long' || look?.lines === true}
      minRows={shape === 'long' || look?.lines ? 3 : undefined}
      autoComplete="off"
      placeholder={schema.examples?.[0] === undefined ? undefined : String(schema.examples[0])}
    />
  )
}

interface Common {
  readonly source: string
  readonly label: string
  readonly helperText: string | false
}

interface ChoiceProps extends Common {
  readonly values: readonly (string | number)[]
  readonly words: FieldLook['choices']
}

function Choice({ values, words, ...common }: ChoiceProps) {
  const { localized } = useFormat()
  const choices = values.map((value) => {
    const word = words?.[String(value)]
    return { id: value, name: word ? localized(word) : String(value) }
  })
  return <SelectInput {...common} choices={choices} translateChoice={false} />
}

function Items({
  schema,
  secretsKept,
  ...common
}: Common & { readonly schema: Schema; readonly secretsKept: boolean }) {
  const { number } = useFormat()
  const item = unwrapped(schema.items ?? { type: 'string' })
  const look = { inline: true, disableReordering: true, getItemLabel: (i: number) => number(i + 1) }
  return (
    // react-admin's lists of inputs want to be inside some resource, whatever it is.
    <ResourceContextProvider value="settings">
      <ArrayInput {...common}>
        {item.properties ? (
          <SimpleFormIterator {...look}>
            {/* With a single child a new item would begin as a text, not as an object. */}
            {null}
            <SchemaForm schema={item} source="" secretsKept={secretsKept} />
          </SimpleFormIterator>
        ) : (
          <SimpleFormIterator {...look}>
            <Field schema={item} source="" label={common.label} hint={undefined} required secretsKept={secretsKept} />
          </SimpleFormIterator>
        )}
      </ArrayInput>
    </ResourceContextProvider>
  )
}
