import Box from '@mui/material/Box'
import { useTranslate } from 'ra-core'
import { Section } from '../../../parts/Section.tsx'
import type { PlanLimits } from '../../types.ts'
import type { StepProps } from '../Wizard.tsx'
import { NumberInput } from './NumberInput.tsx'
import { Option } from './Option.tsx'
import { QuietHoursInput } from './QuietHoursInput.tsx'

/** How fast, at which hours, how often, how long. Each stands for itself and may be left out. */
export function LimitsInput({ editing }: StepProps) {
  const translate = useTranslate()
  const limits: PlanLimits = editing.draft.plan.limits ?? {}
  const set = (part: { [K in keyof PlanLimits]?: PlanLimits[K] | undefined }) => {
    const next = Object.entries({ ...limits, ...part }).filter(([, value]) => value !== undefined)
    editing.plan({ limits: next.length > 0 ? (Object.fromEntries(next) as PlanLimits) : undefined })
  }
  const { perSecond, quietHours, frequencyCap, expiresHours, alarmShare } = limits
  return (
    <Section title={translate('campaigns.limits_title')}>
      <Option name="rate" on={perSecond !== undefined} onSwitch={(on) => set({ perSecond: on ? 10 : undefined })}>
        <NumberInput
          label={translate('campaigns.fields.per_second')}
          value={perSecond}
          min={0.01}
          max={1_000_000}
          onChange={(value) => set({ perSecond: value })}
        />
      </Option>
      <Option
        name="quiet"
        on={quietHours !== undefined}
        onSwitch={(on) => set({ quietHours: on ? { from: '21:00', to: '08:00' } : undefined })}
      >
        {quietHours && <QuietHoursInput value={quietHours} onChange={(value) => set({ quietHours: value })} />}
      </Option>
      <Option
        name="cap"
        on={frequencyCap !== undefined}
        onSwitch={(on) => set({ frequencyCap: on ? { messages: 2, days: 7 } : undefined })}
      >
        {frequencyCap && (
          <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
            <NumberInput
              label={translate('campaigns.fields.cap_messages')}
              value={frequencyCap.messages}
              min={1}
              max={100}
              whole
              onChange={(messages) => set({ frequencyCap: { ...frequencyCap, messages } })}
            />
            <NumberInput
              label={translate('campaigns.fields.cap_days')}
              value={frequencyCap.days}
              min={1}
              max={366}
              whole
              onChange={(days) => set({ frequencyCap: { ...frequencyCap, days } })}
            />
          </Box>
        )}
      </Option>
      <Option
        name="expiry"
        on={expiresHours !== undefined}
        onSwitch={(on) => set({ expiresHours: on ? 24 : undefined })}
      >
        <NumberInput
          label={translate('campaigns.fields.expires_hours')}
          value={expiresHours}
          min={0.1}
          max={8_760}
          onChange={(value) => set({ expiresHours: value })}
        />
      </Option>
      <Option name="alarm" on={alarmShare !== undefined} onSwitch={(on) => set({ alarmShare: on ? 0.05 : undefined })}>
        <NumberInput
          label={translate('campaigns.fields.alarm_percent')}
          value={alarmShare === undefined ? undefined : Math.round(alarmShare * 1_000) / 10}
          min={0.1}
          max={100}
          onChange={(value) => set({ alarmShare: value / 100 })}
        />
      </Option>
    </Section>
  )
}
