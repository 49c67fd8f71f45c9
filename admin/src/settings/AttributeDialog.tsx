import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useQueryClient } from '@tanstack/react-query'
import { required, useTranslate } from 'ra-core'
import { BooleanInput, SelectInput, TextInput } from 'ra-ui-materialui'
import { useId } from 'react'
import { useWatch } from 'react-hook-form'
import type { AttributeInput } from '../../../core/contacts/schema.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ApiForm } from '../parts/ApiForm.tsx'
import { settings } from './calls.ts'
import type { Attribute } from './types.ts'

const TYPES = [
  'text',
  'number',
  'boolean',
  'date',
  'datetime',
  'choice',
  'list',
] as const satisfies readonly Attribute['type'][]
const LABELS = ['en', 'fr', 'es'] as const

interface Values extends Omit<AttributeInput, 'choices'> {
  /** One a line. */
  readonly lines?: string
}

/** A new attribute, or the label and choices of one; name, kind and secrecy stay as they were declared. */
export function AttributeDialog({ attribute, onClose }: { attribute: Attribute | null; onClose: () => void }) {
  const translate = useTranslate()
  const { language } = useFormat()
  const queryClient = useQueryClient()
  const id = useId()
  const save = async ({ name, type, sensitive, label = {}, lines }: Values) => {
    const named = Object.fromEntries(Object.entries(label).filter(([, text]) => text))
    const choices = (lines ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
    const shared = { label: named, ...((attribute?.type ?? type) === 'choice' ? { choices } : {}) }
    if (attribute) await settings.changeAttribute(attribute.name, shared)
    else await settings.declare({ name, type, sensitive: sensitive === true, ...shared })
    await queryClient.invalidateQueries({ queryKey: ['attributes'] })
    await queryClient.invalidateQueries({ queryKey: ['api', '/attributes'] })
    onClose()
  }
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{attribute ? attribute.name : translate('settings.attributes.add')}</DialogTitle>
      <DialogContent>
        <ApiForm<Values>
          defaultValues={
            attribute
              ? { label: attribute.label, lines: attribute.choices?.join('\n') ?? '' }
              : { type: 'text', sensitive: false }
          }
          save={save}
          onCancel={onClose}
        >
          {!attribute && (
            <>
              <TextInput
                source="name"
                label="settings.attributes.name"
                helperText="settings.attributes.name_hint"
                validate={required()}
                autoComplete="off"
              />
              <SelectInput
                source="type"
                label="settings.attributes.type"
                choices={TYPES.map((one) => ({ id: one, name: translate(`settings.attributes.types.${one}`) }))}
                translateChoice={false}
                validate={required()}
              />
            </>
          )}
          <Choices fixed={attribute?.type} />
          {LABELS.map((one) => (
            <TextInput
              key={one}
              source={`label.${one}`}
              label={translate('settings.attributes.label_in', { language: language(one) })}
            />
          ))}
          {!attribute && (
            <BooleanInput
              source="sensitive"
              label="settings.attributes.sensitive"
              helperText="settings.attributes.sensitive_hint"
            />
          )}
        </ApiForm>
      </DialogContent>
    </Dialog>
  )
}

function Choices({ fixed }: { fixed: Attribute['type'] | undefined }) {
  const chosen = useWatch({ name: 'type' })
  if ((fixed ?? chosen) !== 'choice') return null
  return (
    <TextInput
      source="lines"
      label="settings.attributes.choices"
      helperText="settings.attributes.choices_hint"
      multiline
      minRows={3}
    />
  )
}
