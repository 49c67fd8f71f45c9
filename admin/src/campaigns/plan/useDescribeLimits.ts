import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Plan } from '../types.ts'

/** Limits of a campaign in words; empty where there are none. */
export function useDescribeLimits() {
  const translate = useTranslate()
  const { number, percent, list } = useFormat()
  return (limits: Plan['limits'] = {}) => {
    const { perSecond, quietHours, frequencyCap, expiresHours, alarmShare } = limits
    return list([
      ...(perSecond ? [translate('campaigns.limit.per_second', { rate: number(perSecond) })] : []),
      ...(quietHours ? [translate('campaigns.limit.quiet', { from: quietHours.from, to: quietHours.to })] : []),
      ...(frequencyCap
        ? [
            translate('campaigns.limit.cap', {
              smart_count: frequencyCap.messages,
              days: number(frequencyCap.days),
            }),
          ]
        : []),
      ...(expiresHours ? [translate('campaigns.limit.expires', { hours: number(expiresHours) })] : []),
      ...(alarmShare ? [translate('campaigns.limit.alarm', { share: percent(alarmShare) })] : []),
    ])
  }
}
