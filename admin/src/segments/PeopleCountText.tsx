import { useTranslate } from 'ra-core'
import { useFormat } from '../i18n/useFormat.ts'
import type { LastCount, PeopleCount } from './types.ts'

/** How many people, and whether that was counted or guessed. */
export function PeopleCountText({ people }: { people: PeopleCount | LastCount | null }) {
  const translate = useTranslate()
  const { number, exact } = useFormat()
  if (!people) return <>—</>
  const title = 'at' in people ? exact(people.at) : undefined
  return <span title={title}>{translate(`segments.count.${people.is}`, { count: number(people.count) })}</span>
}
