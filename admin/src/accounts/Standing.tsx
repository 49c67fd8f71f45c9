import Chip from '@mui/material/Chip'
import { useTranslate } from 'ra-core'
import type { Account } from './types.ts'

const COLOR = { paused: 'warning', closed: 'error', failing: 'error', fine: 'success', unknown: 'default' } as const

/** How an account is doing, in a word: the worst of what is known. */
export function standingOf({ state, breakers, health }: Account): keyof typeof COLOR {
  if (state === 'paused') return 'paused'
  if (breakers.some(({ destination }) => destination === '')) return 'closed'
  if (health && !health.ok) return 'failing'
  return health ? 'fine' : 'unknown'
}

export function AccountStanding({ account }: { account: Account }) {
  const translate = useTranslate()
  const standing = standingOf(account)
  return <Chip label={translate(`accounts.standing.${standing}`)} color={COLOR[standing]} variant="outlined" />
}
