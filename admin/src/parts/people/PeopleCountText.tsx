import { useTranslate } from 'ra-core'
import type { LastCount, PeopleCount } from '../../../../core/segments/schema.ts'
import { useFormat } from '../../i18n/useFormat.ts'

/** How many people, and whether that was counted or guessed. */
export function PeopleCountText({ people }: { people: PeopleCount | LastCount | null }) {
  const translate = useTranslate()
  const { number, exact } = useFormat()
  if (!people) return <>—</>
  const title = 'at' in people ? exact(people.at) : undefined
  return <span title={title}>{translate(`parts.count.${people.is}`, { count: number(people.count) })}</span>
}
