import { required } from 'ra-core'
import { TextInput } from 'ra-ui-materialui'
import { ApiForm } from '../parts/ApiForm.tsx'
import type { ListInput } from './types.ts'

interface ListFormProps {
  readonly values?: ListInput
  readonly save: (values: ListInput) => Promise<unknown>
  readonly onCancel: () => void
}

/** A list's name and what it is for. */
export function ListForm({ values, save, onCancel }: ListFormProps) {
  const send = ({ name, description }: ListInput) => save({ name: name.trim(), description: description?.trim() ?? '' })
  return (
    <ApiForm<ListInput> {...(values ? { defaultValues: values } : {})} save={send} onCancel={onCancel}>
      <TextInput source="name" label="lists.name" validate={required()} autoComplete="off" autoFocus />
      <TextInput source="description" label="lists.description" multiline />
    </ApiForm>
  )
}
