import Autocomplete from '@mui/material/Autocomplete'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import type { MessageAnswer } from '../../../../../core/messages/schema.ts'
import { api } from '../../../data/api.ts'
import { useAsyncAction } from '../../../data/useAsyncAction.ts'
import { useChannels } from '../../../data/useChannels.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { Section } from '../../../parts/Section.tsx'
import { useMe } from '../../../session/useSession.ts'
import { useAccounts, useTemplates } from '../../plan/carriers.ts'
import type { PlanStep } from '../../types.ts'
import { TestResults } from './TestResults.tsx'

/** The most that the API takes. */
const MOST = 10

export interface TestResult {
  readonly address: string
  readonly answer: MessageAnswer
}

/** Sends what was published, through the account of the campaign, to the addresses that are typed. */
export function TestForm({ step }: { step: PlanStep }) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const me = useMe()
  const channel = useChannels().find(({ id }) => id === step.channel)
  const account = useAccounts().data?.find(({ id }) => id === step.accountId)
  const template = useTemplates().data?.find(({ id }) => id === step.templateId)
  const [addresses, setAddresses] = useState<string[]>([])
  const [results, setResults] = useState<readonly TestResult[]>([])
  const send = useAsyncAction(
    async () => {
      const version = template?.publishedVersion
      const answer = await api.post<{ data: MessageAnswer[] }>(`/templates/${step.templateId}/test`, {
        to: addresses.map((address) => ({ address })),
        accountId: step.accountId,
        ...(version ? { version } : {}),
      })
      setResults(addresses.map((address, i) => ({ address, answer: answer.data[i]! })))
    },
    { quiet: true },
  )
  return (
    <Section title={channel ? localized(channel.label) : step.channel}>
      <Typography color="textSecondary" sx={{ mb: 1, overflowWrap: 'anywhere' }}>
        {translate('campaigns.test_text', { template: template?.name ?? '…', account: account?.name ?? '…' })}
      </Typography>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void send.run()
        }}
      >
        <AddressesInput addresses={addresses} own={me.email} onChange={setAddresses} />
        <ErrorNote error={send.error} />
        <Button type="submit" variant="outlined" disabled={send.busy || addresses.length === 0} sx={{ mt: 1 }}>
          {translate('campaigns.send_test', { smart_count: addresses.length })}
        </Button>
      </form>
      <TestResults results={results} sandbox={account?.sandbox === true} />
    </Section>
  )
}

interface AddressesInputProps {
  readonly addresses: string[]
  /** Offered: whoever sends a test wants to see it. */
  readonly own: string
  readonly onChange: (addresses: string[]) => void
}

/** Typed or pasted, several at once; Enter, comma or leaving the field takes what stands there. */
function AddressesInput({ addresses, own, onChange }: AddressesInputProps) {
  const translate = useTranslate()
  const [text, setText] = useState('')
  const take = (typed: readonly string[]) => {
    const parts = typed.flatMap((one) => one.split(/[\s,;]+/)).filter(Boolean)
    onChange([...new Set(parts)].slice(0, MOST))
    setText('')
  }
  return (
    <Autocomplete
      multiple
      freeSolo
      options={addresses.includes(own) ? [] : [own]}
      value={addresses}
      inputValue={text}
      onInputChange={(_event, next) => (/[\s,;]/.test(next) ? take([...addresses, next]) : setText(next))}
      onChange={(_event, next) => take(next)}
      onBlur={() => text.trim() && take([...addresses, text])}
      renderValue={(chosen, getItemProps) =>
        chosen.map((address, index) => {
          const { key, ...props } = getItemProps({ index })
          return <Chip key={key} {...props} label={address} variant="outlined" />
        })
      }
      renderInput={(props) => (
        <TextField
          {...props}
          label={translate('campaigns.fields.addresses')}
          helperText={translate('campaigns.hints.addresses')}
        />
      )}
      sx={{ maxWidth: 640 }}
    />
  )
}
