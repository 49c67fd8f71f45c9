import { required, useTranslate } from 'ra-core'
import { SelectInput, TextInput } from 'ra-ui-materialui'
import { SchemaForm } from '../parts/schema/SchemaForm.tsx'
import type { ProviderAnswer } from './types.ts'

const POLICIES = ['at_least_once', 'at_most_once'] as const

/** Name, the provider's own settings, and what is done where an answer is lost. */
export function AccountInputs({ provider, secrets }: { provider: ProviderAnswer; secrets: readonly string[] }) {
  const translate = useTranslate()
  return (
    <>
      <TextInput source="name" label="accounts.fields.name" helperText="accounts.name_hint" validate={required()} />
      <SchemaForm schema={provider.settings} source="settings" secretsKept={secrets} />
      <SelectInput
        source="policy"
        label="accounts.fields.policy"
        helperText="accounts.policy_hint"
        emptyText="accounts.policy.of_channel"
        choices={POLICIES.map((id) => ({ id, name: translate(`accounts.policy.${id}`) }))}
        translateChoice={false}
      />
    </>
  )
}
