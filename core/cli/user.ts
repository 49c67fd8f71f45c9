import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { Core } from '../context.ts'
import { Problem } from '../errors.ts'
import { ROLES, type Role } from '../workspaces/permissions.ts'
import { CliError, EXIT, printJson } from './exit.ts'
import { openConfigured } from './open.ts'

interface Options {
  readonly workspace?: string
  readonly name?: string
  readonly role?: string
  readonly json?: boolean
  readonly enable?: boolean
}

/** `carillon user …`: the way in when nobody can sign in yet, or any more. */
export function addUser(program: Command): void {
  const user = program.command('user').description('Makes, lists and closes the accounts of people who sign in.')
  user
    .command('create <email>')
    .description(
      'Makes a user, or lets an existing one into a workspace. The password is read from the terminal or stdin.',
    )
    .option('--workspace <slug>', 'the workspace; needed when there are several, made when there is none')
    .option('--name <name>', 'how the person is shown')
    .option('--role <role>', `one of ${ROLES.join(', ')}`, 'owner')
    .option('--json', 'print the result as JSON')
    .action(create)
  user
    .command('list')
    .description('Lists users with their workspaces and roles.')
    .option('--workspace <slug>', 'only this workspace')
    .option('--json', 'print the result as JSON')
    .action(list)
  user
    .command('password <email>')
    .description('Sets a password and ends all sessions. The password is read from the terminal or stdin.')
    .action(password)
  user
    .command('disable <email>')
    .description('Closes an account in every workspace; its sessions end within 5 seconds.')
    .option('--enable', 'open it again')
    .action(disable)
}

async function create(email: string, { workspace, name, role = 'owner', json }: Options): Promise<void> {
  if (!ROLES.includes(role as Role)) throw new CliError(`--role ${role} is not one of ${ROLES.join(', ')}.`, EXIT.usage)
  const secret = await askPassword()
  await withCore(async (core) => {
    const { createUser } = await import('../workspaces/users.ts')
    const target = await findWorkspace(core, workspace)
    const user = await createUser(core, {
      email,
      password: secret,
      workspaceId: target.id,
      role: role as Role,
      ...(name ? { name } : {}),
    })
    if (json) return printJson({ ...user, email, workspace: target.slug, role })
    process.stdout.write(`${email} is ${role} of ${target.slug}.\n`)
    if (!user.created) process.stdout.write('The user existed already and keeps the password there was.\n')
  })
}

async function list({ workspace, json }: Options): Promise<void> {
  await withCore(async (core) => {
    const rows = await core.db.system((trx) =>
      trx('users as u')
        .leftJoin('memberships as m', 'm.user_id', 'u.id')
        .leftJoin('workspaces as w', 'w.id', 'm.workspace_id')
        .modify((q) => {
          if (workspace) q.where('w.slug', workspace)
        })
        .orderBy(['u.email', 'w.slug'])
        .select('u.email', 'u.name', 'w.slug as workspace', 'm.role', {
          disabled: trx.raw('u.disabled_at IS NOT NULL'),
        }),
    )
    if (json) return printJson(rows)
    for (const row of rows) {
      const closed = row.disabled ? '  (disabled)' : ''
      process.stdout.write(`${row.email}  ${row.workspace ?? '-'}  ${row.role ?? '-'}${closed}\n`)
    }
  })
}

async function password(email: string): Promise<void> {
  const secret = await askPassword()
  await withCore(async (core) => {
    const { setPassword } = await import('../workspaces/users.ts')
    await setPassword(core, { userId: await findUser(core, email), password: secret })
    process.stdout.write(`The password of ${email} is set; all sessions have ended.\n`)
  })
}

async function disable(email: string, { enable }: Options): Promise<void> {
  await withCore(async (core) => {
    const { setDisabled } = await import('../workspaces/users.ts')
    await setDisabled(core, await findUser(core, email), !enable)
    process.stdout.write(`${email} is ${enable ? 'enabled' : 'disabled'}.\n`)
  })
}

async function findUser(core: Core, email: string): Promise<string> {
  const { normaliseEmail } = await import('../workspaces/users.ts')
  const row = await core.db.system((trx) =>
    trx('users')
      .where({ email: normaliseEmail(email) ?? '' })
      .first('id'),
  )
  if (!row) throw new CliError(`There is no user ${email}; \`carillon user list\` shows those there are.`)
  return row.id
}

/** The one named; else the only one; else a first one. */
async function findWorkspace(core: Core, slug: string | undefined): Promise<{ id: string; slug: string }> {
  const { createWorkspace } = await import('../workspaces/users.ts')
  const rows: { id: string; slug: string }[] = await core.db.system((trx) =>
    trx('workspaces').orderBy('slug').limit(50).select('id', 'slug'),
  )
  const found = slug ? rows.find((row) => row.slug === slug) : rows.length === 1 ? rows[0] : undefined
  if (found) return found
  if (rows.length > 0)
    throw new CliError(`Name the workspace with --workspace: ${rows.map((row) => row.slug).join(', ')}.`, EXIT.usage)
  const name = slug ?? 'main'
  return { ...(await createWorkspace(core, { name, slug: name })), slug: name }
}

/** From the terminal without showing it, twice; or the first line of stdin. Never an argument: those are seen by all. */
async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    for await (const line of createInterface({ input: process.stdin })) return line
    throw new CliError('Give the password on stdin, one line.', EXIT.usage)
  }
  const first = await askHidden('Password: ')
  if (first !== (await askHidden('Once more: '))) throw new CliError('The two are not the same; nothing was changed.')
  return first
}

async function askHidden(question: string): Promise<string> {
  process.stderr.write(question)
  const { stdin } = process
  stdin.setRawMode(true)
  try {
    let text = ''
    for await (const bytes of stdin.iterator({ destroyOnReturn: false })) {
      for (const letter of String(bytes)) {
        if (letter === '\r' || letter === '\n') return text
        if (letter === '\u0003' || letter === '\u0004') throw new CliError('Stopped; nothing was changed.')
        text = letter === '\u007f' || letter === '\b' ? [...text].slice(0, -1).join('') : text + letter
      }
    }
    return text
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    process.stderr.write('\n')
  }
}

async function withCore(work: (core: Core) => Promise<void>): Promise<void> {
  const opened = await openConfigured()
  try {
    const { openCore } = await import('../core.ts')
    const core = await openCore({ ...opened.config, logLevel: 'silent' }, { listen: false, name: 'cli' })
    try {
      await work(core)
    } catch (error) {
      throw asSentence(error)
    } finally {
      await core.close()
    }
  } finally {
    await opened.close()
  }
}

function asSentence(error: unknown): unknown {
  if (!(error instanceof Problem)) return error
  const places = error.errors?.map(({ field, message }) => `${field.replace(/^\//, '')} ${message}`).join('; ')
  return new CliError(places ? `Refused: ${places}.` : error.message)
}
