import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import { useTranslate } from 'ra-core'
import { useEffect } from 'react'
import { useChannels } from '../../../data/useChannels.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { arrived, readBack } from '../../../parts/back.ts'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { type Template, useAccounts, useTemplates } from '../../plan/carriers.ts'
import type { PlanStep } from '../../types.ts'
import type { StepProps } from '../Wizard.tsx'
import { MessageCard } from './MessageCard.tsx'

/** Most that the API takes. */
const MOST_STEPS = 6

/** What is said, over which channel, and who carries it; each message as people will see it. */
export function ContentStep({ editing }: StepProps) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const channels = useChannels()
  const accounts = useAccounts()
  const templates = useTemplates()
  const { plan } = editing.draft
  useReturn(editing, templates.data)
  const steps: readonly PlanStep[] = plan.steps ?? []
  const set = (next: readonly PlanStep[]) => editing.plan({ steps: next.length > 0 ? [...next] : undefined })
  const free = channels.filter(({ id }) => !steps.some(({ channel }) => channel === id))
  useOnlyChannel(steps.length === 0 ? channels.map(({ id }) => id) : [], (channel) => set([{ channel }]))
  if (channels.length === 0) return <Skeleton variant="rounded" height={240} />
  return (
    <>
      <ErrorNote error={accounts.error ?? templates.error} />
      {steps.map((step, index) => (
        <MessageCard
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place, its channel may change
          key={index}
          step={step}
          accounts={accounts.data ?? null}
          templates={templates.data ?? null}
          back={{ to: `/campaigns/${editing.base.id}/edit?step=content`, name: editing.draft.name }}
          onLeave={() => void editing.save()}
          onChange={(next) => set(steps.with(index, next))}
          onRemove={steps.length > 1 ? () => set(steps.toSpliced(index, 1)) : undefined}
        />
      ))}
      {steps.length < MOST_STEPS &&
        free.map(({ id, label }) => (
          <Button key={id} onClick={() => set([...steps, { channel: id }])} sx={{ mr: 1 }}>
            {translate('campaigns.add_channel', { channel: localized(label) })}
          </Button>
        ))}
    </>
  )
}

/** Where there is one channel nobody has to choose it. */
function useOnlyChannel(channels: readonly string[], choose: (channel: string) => void): void {
  const only = channels.length === 1 ? channels[0] : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: `choose` is new at each render
  useEffect(() => {
    if (only) choose(only)
  }, [only])
}

/** Back from the templates: what was made there is taken where nothing stood. */
function useReturn(editing: StepProps['editing'], templates: readonly Template[] | undefined): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the templates are known
  useEffect(() => {
    const back = readBack()
    if (!templates || !back?.to.startsWith(`/campaigns/${editing.base.id}/`)) return
    arrived()
    const made = templates.filter(({ createdAt }) => createdAt >= back.since)
    const steps = editing.draft.plan.steps ?? []
    const next = steps.map((step) => {
      const fits = step.templateId ? undefined : made.find(({ channel }) => channel === step.channel)
      return fits ? { ...step, templateId: fits.id } : step
    })
    if (next.some((step, i) => step !== steps[i])) editing.plan({ steps: next })
  }, [templates])
}
