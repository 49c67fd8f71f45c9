import type { Trx } from '../infra/postgres.ts'
import type { Actor } from './actor.ts'
import { User } from './model.ts'

/** The signed-in user with the workspaces he may switch to. In a transaction of the system role. */
export async function readMe(trx: Trx, actor: Actor) {
  const user = await User.query(trx).findById(actor.id).throwIfNotFound()
  const workspaces = await trx('memberships as m')
    .join('workspaces as w', 'w.id', 'm.workspace_id')
    .where('m.user_id', actor.id)
    .orderBy(['m.created_at', 'w.id'])
    .limit(1000)
    .select('w.id', 'w.name', 'w.slug', 'm.role')
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    workspaceId: actor.workspaceId,
    role: actor.role,
    permissions: [...actor.permissions],
    workspaces,
  }
}
