import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useTranslate } from 'ra-core'
import { SelectInput, TextInput } from 'ra-ui-materialui'
import type { AttributeType } from '../../../../core/contacts/definitions/values.ts'
import { ApiForm } from '../../parts/ApiForm.tsx'

export interface Declared {
  readonly name: string
  readonly type: AttributeType
}

interface NewAttributeProps {
  readonly column: string
  readonly offer: Declared | undefined
  readonly onDone: (made: Declared) => void
  readonly onClose: () => void
}

/** A choice needs its choices, which a file does not declare: it comes in as text. */
const TYPES: readonly AttributeType[] = ['text', 'number', 'boolean', 'date', 'datetime', 'list']

/** An attribute that the import declares when it starts. */
export function NewAttribute({ column, offer, onDone, onClose }: NewAttributeProps) {
  const translate = useTranslate()
  const save = async ({ name, type }: Declared) => onDone({ name: nameFrom(name), type })
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="new-attribute">
      <DialogTitle id="new-attribute">{translate('imports.new_attribute_title', { column })}</DialogTitle>
      <DialogContent>
        <ApiForm<Declared>
          defaultValues={{ name: offer?.name ?? nameFrom(column), type: offer?.type ?? 'text' }}
          save={save}
          submit="ra.action.add"
          onCancel={onClose}
        >
          <TextInput source="name" label="imports.attribute_name" helperText="imports.attribute_name_hint" autoFocus />
          <SelectInput
            source="type"
            label="imports.attribute_type"
            choices={TYPES.map((id) => ({ id, name: translate(`imports.types.${id}`) }))}
            translateChoice={false}
          />
        </ApiForm>
      </DialogContent>
    </Dialog>
  )
}

/** "Date de naissance" → dateDeNaissance: names are letters and digits, and begin with a small letter. */
export function nameFrom(text: string): string {
  const words = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9_]+/)
    .filter(Boolean)
  const joined = words
    .map((word, i) => (i === 0 ? word[0]!.toLowerCase() : word[0]!.toUpperCase()) + word.slice(1))
    .join('')
  return (/^[a-z]/.test(joined) ? joined : `x${joined}`).slice(0, 63)
}
