import MuiLink from '@mui/material/Link'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { Facts } from '../../parts/Facts.tsx'
import { PARTS } from '../draft/merge.ts'
import { useDescribe } from '../plan/useDescribe.ts'
import type { Draft } from '../types.ts'
import { stepOf } from './steps.ts'

/** The whole campaign in words; each part leads to where it is chosen. */
export function Summary({ draft }: { draft: Draft }) {
  const translate = useTranslate()
  const describe = useDescribe()
  const facts = PARTS.map((part) => {
    const name = translate(`campaigns.parts.${part}`)
    const text = (
      <>
        {describe(part, draft)}{' '}
        <MuiLink
          component={Link}
          to={`?step=${stepOf(part === 'name' ? '' : `/plan/${part}`)}`}
          aria-label={translate('campaigns.change_part', { part: name })}
          variant="body2"
        >
          {translate('campaigns.change')}
        </MuiLink>
      </>
    )
    return [name, text] as const
  })
  return <Facts facts={facts} />
}
