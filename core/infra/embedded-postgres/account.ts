import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { EmbeddedPostgresError } from './error.ts'

/** Who PostgreSQL runs as. `spawn` is what child_process needs: empty when that is ourselves. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly spawn: { readonly uid?: number; readonly gid?: number }
}

const run = promisify(execFile)

/**
 * PostgreSQL refuses to run as root. As root we use the system user `postgres`, else `carillon`, which is made when
 * neither is there. As anybody else: ourselves.
 * @param owner uid and gid of an existing cluster, which stay.
 */
export async function chooseAccount(owner?: { uid: number; gid: number }): Promise<Account> {
  const me = process.getuid?.()
  if (me === undefined) return { name: 'this user', uid: -1, gid: -1, spawn: {} }
  if (me !== 0) return { name: `user ${me}`, uid: me, gid: process.getgid?.() ?? me, spawn: {} }
  const users = await readUsers()
  if (owner && owner.uid !== 0) {
    const name = users.find(({ uid }) => uid === owner.uid)?.name ?? `user ${owner.uid}`
    return { name, ...owner, spawn: owner }
  }
  const found = users.find(({ name }) => name === 'postgres') ?? users.find(({ name }) => name === 'carillon')
  const { name, uid, gid } = found ?? (await createUser())
  return { name, uid, gid, spawn: { uid, gid } }
}

interface User {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

async function readUsers(): Promise<User[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

async function createUser(): Promise<User> {
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir=/nonexistent',
      '--shell=/usr/sbin/nologin',
      'carillon',
    ])
  } catch (error) {
    const made = (await readUsers()).find(({ name }) => name === 'carillon')
    if (made) return made
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and the system user "carillon" could not be made (${(error as Error).message.trim()}). ` +
        'Create a user named carillon, or start as an ordinary user, or set DATABASE_URL.',
    )
  }
  const made = (await readUsers()).find(({ name }) => name === 'carillon')
  if (!made)
    throw new EmbeddedPostgresError(
      'The system user "carillon" was made but is not in /etc/passwd; set DATABASE_URL instead.',
    )
  return made
}
