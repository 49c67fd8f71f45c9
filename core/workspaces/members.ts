import { notFound, Problem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from './actor.ts'
import { audit } from './audit.ts'
import { ROLE_PERMISSIONS, type Role } from './permissions.ts'
import type { Member } from './schema.ts'
import { admitUser, type PreparedUser } from './users.ts'

/** The transactions here are the system role's (users belong to no workspace), so every query names the workspace. */

interface MemberRow {
  id: string
  email: string
  name: string
  role: Role
  disabled_at: Date | null
  last_login_at: Date | null
  created_at: Date
}

const members = (trx: Trx, workspaceId: string) =>
  trx('memberships as m')
    .join('users as u', 'u.id', 'm.user_id')
    .where('m.workspace_id', workspaceId)
    .select('u.id', 'u.email', 'u.name', 'u.disabled_at', 'u.last_login_at', 'm.role', 'm.created_at')

const shown = (row: MemberRow): Member => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  disabled: row.disabled_at !== null,
  lastLoginAt: row.last_login_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
})

/** One more than `limit`, by user id. */
export async function listMembers(trx: Trx, workspaceId: string, limit: number, after?: string): Promise<Member[]> {
  const rows: MemberRow[] = await members(trx, workspaceId)
    .modify((q) => {
      if (after) q.where('m.user_id', '>', after)
    })
    .orderBy('m.user_id')
    .limit(limit + 1)
  return rows.map(shown)
}

export async function readMember(trx: Trx, workspaceId: string, id: string): Promise<Member> {
  const row: MemberRow | undefined = await members(trx, workspaceId).where('m.user_id', id).first()
  if (!row) throw notFound('member')
  return shown(row)
}

export async function addMember(trx: Trx, actor: Actor, input: PreparedUser): Promise<Member> {
  guardRole(actor, input.role)
  const { id } = await admitUser(trx, { ...input, workspaceId: actor.workspaceId })
  await audit(trx, actor, {
    action: 'member.create',
    objectType: 'member',
    objectId: id,
    after: { role: input.role },
  })
  return readMember(trx, actor.workspaceId, id)
}

export async function changeRole(trx: Trx, actor: Actor, id: string, role: Role): Promise<Member> {
  const before = await lockedRole(trx, actor, id)
  guardRole(actor, before)
  guardRole(actor, role)
  if (before === 'owner' && role !== 'owner') await keepAnOwner(trx, actor.workspaceId)
  await trx('memberships').where({ workspace_id: actor.workspaceId, user_id: id }).update({ role })
  await audit(trx, actor, {
    action: 'member.update',
    objectType: 'member',
    objectId: id,
    before: { role: before },
    after: { role },
  })
  return readMember(trx, actor.workspaceId, id)
}

/** Takes somebody out of the workspace; the user stays, he may belong to others. */
export async function removeMember(trx: Trx, actor: Actor, id: string): Promise<void> {
  const role = await lockedRole(trx, actor, id)
  guardRole(actor, role)
  if (role === 'owner') await keepAnOwner(trx, actor.workspaceId)
  await trx('memberships').where({ workspace_id: actor.workspaceId, user_id: id }).delete()
  await audit(trx, actor, { action: 'member.delete', objectType: 'member', objectId: id, before: { role } })
}

/** Locks the owners first, always: two owners who remove each other at once wait for one another here. */
async function lockedRole(trx: Trx, actor: Actor, id: string): Promise<Role> {
  await trx('memberships')
    .where({ workspace_id: actor.workspaceId, role: 'owner' })
    .orderBy('user_id')
    .forUpdate()
    .select('user_id')
  const row = await trx('memberships').where({ workspace_id: actor.workspaceId, user_id: id }).forUpdate().first('role')
  if (!row) throw notFound('member')
  return row.role
}

/**
 * Nobody gives, changes or takes a role that may do more than himself, and owners are for owners: else an admin, or a key
 * with `users:write`, could rise by way of a new member.
 */
function guardRole(actor: Actor, role: Role): void {
  const beyond = [...ROLE_PERMISSIONS[role]].some((permission) => !actor.permissions.has(permission))
  if (beyond || (role === 'owner' && actor.role !== 'owner'))
    throw new Problem('forbidden', `You may not give, change or take the role ${role}.`)
}

async function keepAnOwner(trx: Trx, workspaceId: string): Promise<void> {
  const owners = await trx('memberships').where({ workspace_id: workspaceId, role: 'owner' }).limit(2).select('user_id')
  if (owners.length < 2) throw new Problem('conflict', 'A workspace keeps at least one owner. Make another one first.')
}
