import type { Core } from '../context.ts'
import { invalid, Problem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import { type Actor, systemActor } from './actor.ts'
import { audit } from './audit.ts'
import { checkPassword, hashPassword } from './auth/passwords.ts'
import { endSessions } from './auth/sessions.ts'
import { Membership, User, Workspace } from './model.ts'
import type { Role } from './permissions.ts'

export interface NewWorkspace {
  readonly name: string
  /** Lower case letters, digits and hyphens; unique in the installation. */
  readonly slug: string
  /** BCP 47; default 'en'. */
  readonly locale?: string
  /** IANA name; default 'UTC'. */
  readonly timeZone?: string
  /** ISO 3166-1 alpha-2: how national phone numbers are read. */
  readonly country?: string | null
}

/** Makes a tenant. From the command line and the seed; nobody signs up by himself yet. */
export async function createWorkspace(core: Core, input: NewWorkspace): Promise<{ id: string }> {
  return core.db.system(async (trx) => {
    const { id } = await Workspace.query(trx)
      .insert({
        name: input.name,
        slug: input.slug,
        locale: input.locale ?? 'en',
        timeZone: input.timeZone ?? 'UTC',
        country: input.country ?? null,
      })
      .returning('id')
    await audit(trx, systemActor(id, 'cli'), {
      action: 'workspace.create',
      objectType: 'workspace',
      objectId: id,
      after: { ...input },
    })
    return { id }
  })
}

export interface NewUser {
  readonly email: string
  /** Without one the user cannot sign in until one is set. Refused when too weak. */
  readonly password?: string
  readonly name?: string
  readonly workspaceId: string
  readonly role: Role
}

/**
 * Makes a user and lets him into a workspace. Somebody who exists already is only let in: his name and password stay,
 * they belong to him and not to this workspace.
 * @throws Problem already_exists when he is a member; validation for a bad address or password.
 */
export async function createUser(core: Core, input: NewUser): Promise<{ id: string; created: boolean }> {
  const ready = await prepareUser(input)
  return core.db.system(async (trx) => {
    const user = await admitUser(trx, ready)
    await audit(trx, systemActor(input.workspaceId, 'cli'), {
      action: 'member.create',
      objectType: 'member',
      objectId: user.id,
      after: { role: input.role },
    })
    return user
  })
}

export interface PreparedUser extends NewUser {
  readonly passwordHash: string | null
}

/** Checks a new user and hashes the password: slow, so before the transaction. */
export async function prepareUser(input: NewUser): Promise<PreparedUser> {
  const email = normaliseEmail(input.email)
  if (!email) throw invalid([{ field: '/email', code: 'format', message: 'is not an email address' }])
  const name = input.name?.trim() ?? ''
  if (input.password === undefined) return { ...input, email, name, passwordHash: null }
  checkPassword(input.password, [email, name])
  return { ...input, email, name, passwordHash: await hashPassword(input.password) }
}

/** Inserts user and membership in a transaction of the system role. */
export async function admitUser(trx: Trx, input: PreparedUser): Promise<{ id: string; created: boolean }> {
  const [made] = await trx('users')
    .insert({ email: input.email, name: input.name ?? '', password_hash: input.passwordHash })
    .onConflict('email')
    .ignore()
    .returning('id')
  const id: string = made?.id ?? (await User.query(trx).findOne({ email: input.email }).throwIfNotFound()).id
  const added = await trx('memberships')
    .insert({ workspace_id: input.workspaceId, user_id: id, role: input.role })
    .onConflict(['workspace_id', 'user_id'])
    .ignore()
    .returning('user_id')
  if (added.length === 0) throw new Problem('already_exists', 'This person is a member of the workspace already.')
  return { id, created: made !== undefined }
}

/** Lower case, as it is stored and looked up; null when it cannot be an address. */
export function normaliseEmail(text: string): string | null {
  const email = text.trim().normalize('NFC').toLowerCase()
  return email.length <= 254 && /^[^\s@\p{Cc}]{1,64}@[^\s@.\p{Cc}]+(\.[^\s@.\p{Cc}]+)*$/u.test(email) ? email : null
}

/** Sets a password and ends the user's sessions, but one where given. `actor`: the user himself, else the command line. */
export async function setPassword(
  core: Core,
  input: { userId: string; password: string; except?: string | undefined; actor?: Actor },
): Promise<void> {
  const user = await core.db.system(async (trx) => User.query(trx).findById(input.userId))
  if (!user) throw new Problem('not_found', 'There is no such user.')
  checkPassword(input.password, [user.email, user.name], input.actor ? '/next' : '/password')
  const passwordHash = await hashPassword(input.password)
  await core.db.system(async (trx) => {
    await User.query(trx).findById(user.id).patch({ passwordHash })
    await endSessions(trx, { userId: user.id, except: input.except }, 'password_changed')
    await auditEverywhere(trx, user.id, 'user.password', input.actor)
  })
}

/** Closes a user's door in every workspace, or opens it again. Sessions end at once. */
export async function setDisabled(core: Core, userId: string, disabled: boolean): Promise<void> {
  await core.db.system(async (trx) => {
    const changed = await User.query(trx)
      .findById(userId)
      .patch({ disabledAt: disabled ? new Date() : null })
    if (changed === 0) throw new Problem('not_found', 'There is no such user.')
    if (disabled) await endSessions(trx, { userId }, 'disabled')
    await auditEverywhere(trx, userId, disabled ? 'user.disable' : 'user.enable')
  })
}

/** A line in the log of each workspace of a user: what concerns the user concerns all of them. Locks in one order. */
async function auditEverywhere(trx: Trx, userId: string, action: string, actor?: Actor): Promise<void> {
  const memberships = await Membership.query(trx).where({ user_id: userId }).orderBy('workspace_id')
  for (const { workspaceId } of memberships)
    await audit(trx, actor ? { ...actor, workspaceId } : systemActor(workspaceId, 'cli'), {
      action,
      objectType: 'user',
      objectId: userId,
    })
}
