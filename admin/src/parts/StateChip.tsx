import Chip from '@mui/material/Chip'
import { useTranslate } from 'ra-core'

export type Tone = 'neutral' | 'busy' | 'good' | 'warn' | 'bad'

const COLOR = { neutral: 'default', busy: 'info', good: 'success', warn: 'warning', bad: 'error' } as const

/** What each state feels like. Colour is never alone: the word stands in the chip. */
const TONES: Readonly<Record<string, Tone>> = {
  running: 'busy',
  sending: 'busy',
  undoing: 'busy',
  completed: 'good',
  delivered: 'good',
  read: 'good',
  sent: 'good',
  accepted: 'good',
  active: 'good',
  given: 'good',
  published: 'good',
  verified: 'good',
  paused: 'warn',
  deferred: 'warn',
  unknown: 'warn',
  needs_review: 'warn',
  bouncing: 'warn',
  pending: 'warn',
  expired: 'warn',
  failed: 'bad',
  dead: 'bad',
  withdrawn: 'bad',
}

/** A state in a word and a colour. `of` names the family of words: `states`, `campaign_states`, … */
export function StateChip({ of, state, tone }: { of: string; state: string; tone?: Tone }) {
  const translate = useTranslate()
  const color = COLOR[tone ?? TONES[state] ?? 'neutral']
  return <Chip label={translate(`${of}.${state}`, { _: state })} color={color} variant="outlined" />
}
