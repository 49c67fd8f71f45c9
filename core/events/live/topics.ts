import { isUuid } from '../../infra/ids.ts'
import { topicParts } from '../../infra/live.ts'
import type { Permission } from '../../workspaces/permissions.ts'

/** Who may watch what: one of the permissions is enough. */
const TOPICS: Readonly<Record<string, { readonly permissions: readonly Permission[]; readonly object: boolean }>> = {
  campaign: { permissions: ['campaigns:read'], object: true },
  import: { permissions: ['contacts:import', 'contacts:read'], object: true },
  alerts: { permissions: ['alerts:read'], object: false },
  // Tells of alerts too: whoever may read campaigns may read those.
  overview: { permissions: ['campaigns:read'], object: false },
  sandbox: { permissions: ['sandbox:read'], object: false },
}

/** Null when the topic is well formed and may be watched; else why not. */
export function topicProblem(topic: unknown, permissions: ReadonlySet<Permission>): 'bad_request' | 'forbidden' | null {
  if (typeof topic !== 'string' || topic.length > 100) return 'bad_request'
  const { kind, id } = topicParts(topic)
  const rule = Object.hasOwn(TOPICS, kind) ? TOPICS[kind] : undefined
  if (!rule || (rule.object ? !isUuid(id) : topic !== kind)) return 'bad_request'
  return rule.permissions.some((permission) => permissions.has(permission)) ? null : 'forbidden'
}
