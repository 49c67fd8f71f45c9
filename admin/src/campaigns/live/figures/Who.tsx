import { useFormat } from '../../../i18n/useFormat.ts'
import { Explain } from '../../../parts/Explain.tsx'

export interface WhoProps {
  readonly campaignId: string
  readonly count: number
  readonly title: string
  /** May read messages, and so who they went to. */
  readonly mayAsk: boolean
  /** Which messages; undefined where the number has no people of its own. */
  readonly query?: Readonly<Record<string, unknown>> | undefined
  /** People of whom something is told (unsubscribed), not messages in a state. */
  readonly kind?: string
}

/** A number of this campaign, with the people behind it for those who may see them. */
export function Who({ campaignId, count, title, mayAsk, query, kind }: WhoProps) {
  const { number } = useFormat()
  if (!mayAsk || (!query && !kind)) return <span>{number(count)}</span>
  const path = kind ? `/campaigns/${campaignId}/people` : `/campaigns/${campaignId}/messages`
  return <Explain count={count} title={title} path={path} query={kind ? { kind } : query} />
}
