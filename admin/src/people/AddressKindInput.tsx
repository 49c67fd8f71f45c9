import { SelectInput } from 'ra-ui-materialui'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'

/** The kinds of addresses that the mounted channels can reach, named by those channels. */
export function AddressKindInput({ source }: { source: string }) {
  const { localized, list } = useFormat()
  const kinds = Map.groupBy(useChannels(), ({ addressKind }) => addressKind)
  const choices = [...kinds].map(([id, channels]) => ({
    id,
    name: list(channels.map(({ label }) => localized(label))),
  }))
  if (choices.length === 0) return null
  return (
    <SelectInput
      source={source}
      label="people.fields.kind"
      choices={choices}
      defaultValue={choices[0]!.id}
      translateChoice={false}
    />
  )
}
