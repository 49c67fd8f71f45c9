import { useTranslate } from 'ra-core'
import { BooleanInput, SelectInput } from 'ra-ui-materialui'
import { useWatch } from 'react-hook-form'
import { useWords } from '../useWords.ts'
import { GIVEN_REASONS } from './reasons.ts'

/** Stops transactional messages too, unless somebody says otherwise (core/consent/suppressions/suppress.ts). */
const STOPS_EVERYTHING: readonly string[] = ['legal', 'bounce']

/** Which kind of address, on which channel, why, and how much is stopped. */
export function ScopeInputs() {
  const translate = useTranslate()
  const { channels, channel, kind } = useWords()
  const values = useWatch() as { kind?: string; reason?: string; everything?: boolean }
  const kinds = [...new Set(channels.map(({ addressKind }) => addressKind))]
  const chosen = values.kind ?? kinds[0]
  const ofKind = channels.filter(({ addressKind }) => addressKind === chosen)
  if (kinds.length === 0) return null
  return (
    <>
      <SelectInput
        source="kind"
        label="consent.blocked.kind"
        choices={kinds.map((id) => ({ id, name: kind(id) }))}
        defaultValue={kinds[0]}
        translateChoice={false}
      />
      {ofKind.length > 1 && (
        <SelectInput
          source="channel"
          label="consent.channel"
          choices={ofKind.map(({ id }) => ({ id, name: channel(id) }))}
          emptyText={translate('consent.blocked.every_channel')}
          translateChoice={false}
        />
      )}
      <SelectInput
        source="reason"
        label="consent.blocked.why"
        choices={GIVEN_REASONS.map((id) => ({ id, name: translate(`consent.blocked.reasons.${id}`) }))}
        translateChoice={false}
      />
      {!STOPS_EVERYTHING.includes(values.reason ?? '') && (
        <BooleanInput
          source="everything"
          label="consent.blocked.everything"
          helperText="consent.blocked.everything_hint"
        />
      )}
    </>
  )
}

export interface Scope {
  readonly kind: string
  readonly channel?: string
  readonly reason: (typeof GIVEN_REASONS)[number]
  readonly everything?: boolean
}

/** The fields as the API takes them. */
export const scopeOf = ({ kind, channel, reason, everything }: Scope) => ({
  kind,
  reason,
  ...(channel ? { channel } : {}),
  ...(everything ? { marketingOnly: false } : {}),
})
