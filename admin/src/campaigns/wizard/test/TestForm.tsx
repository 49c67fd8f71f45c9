import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import type { MessageAnswer } from '../../../../../core/messages/schema.ts'
import { api } from '../../../data/api.ts'
import { useAsyncAction } from '../../../data/useAsyncAction.ts'
import { useChannels } from '../../../data/useChannels.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { AddressesInput } from '../../../parts/AddressesInput.tsx'
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
        <AddressesInput
          label={translate('campaigns.fields.addresses')}
          hint={translate('campaigns.hints.addresses')}
          addresses={addresses}
          own={me.email}
          most={MOST}
          onChange={setAddresses}
        />
        <ErrorNote error={send.error} />
        <Button type="submit" variant="outlined" disabled={send.busy || addresses.length === 0} sx={{ mt: 1 }}>
          {translate('campaigns.send_test', { smart_count: Math.max(1, addresses.length) })}
        </Button>
      </form>
      <TestResults results={results} sandbox={account?.sandbox === true} />
    </Section>
  )
}
