import Chip from '@mui/material/Chip'
import { useTranslate } from 'ra-core'
import type { Domain } from '../types.ts'

const COLOR = { bulk: 'success', any: 'warning', none: 'error', unchecked: 'default' } as const

/** For how much mail the domain is ready, by the last check. */
export function Ready({ domain: { ready, checkedAt } }: { domain: Domain }) {
  const translate = useTranslate()
  const standing = !checkedAt ? 'unchecked' : ready.bulk ? 'bulk' : ready.any ? 'any' : 'none'
  return <Chip label={translate(`settings.domains.ready.${standing}`)} color={COLOR[standing]} variant="outlined" />
}
