import { CampaignRow } from '../../campaigns/model.ts'
import type { Core } from '../../context.ts'
import { isUuid } from '../../infra/ids.ts'
import type { Trx } from '../../infra/postgres.ts'
import { CliError, EXIT } from '../exit.ts'

export interface Workspace {
  readonly id: string
  readonly slug: string
}

const SHOWN = 20

/** The workspace named, else the only one. */
export async function findWorkspace(core: Core, slug: string | undefined): Promise<Workspace> {
  const rows: Workspace[] = await core.db.system((trx) =>
    trx('workspaces').orderBy('slug').limit(SHOWN).select('id', 'slug'),
  )
  if (rows.length === 0)
    throw new CliError('There is no workspace yet; `carillon seed --demo` or `carillon user create` makes one.')
  const named = slug ? await core.db.system((trx) => trx('workspaces').where({ slug }).first('id', 'slug')) : null
  if (slug && !named) throw new CliError(`There is no workspace "${slug}"; there are ${slugs(rows)}.`)
  if (!named && rows.length > 1) throw new CliError(`Name the workspace with --workspace: ${slugs(rows)}.`, EXIT.usage)
  return named ?? rows[0]!
}

const slugs = (rows: readonly Workspace[]) => rows.map((row) => row.slug).join(', ')

/** By id, or by name whatever its case. */
export async function findNamedCampaign(core: Core, workspaceId: string, words: string): Promise<CampaignRow> {
  const rows = await core.db.tenant(workspaceId, async (trx): Promise<CampaignRow[]> => {
    const query = CampaignRow.query(trx).where({ workspace_id: workspaceId }).orderBy('id', 'desc').limit(SHOWN)
    if (isUuid(words)) query.where({ id: words })
    else query.whereRaw('lower(name) = lower(?)', [words])
    return await query
  })
  if (rows.length > 1)
    throw new CliError(
      `There are several campaigns "${words}"; name one by its id:\n${rows.map((row) => `  ${row.id}  ${row.state}`).join('\n')}`,
      EXIT.usage,
    )
  if (!rows[0]) throw new CliError(`There is no campaign "${words}"; \`carillon campaign list\` shows those there are.`)
  return rows[0]
}

const THINGS = { list: 'lists', segment: 'segments', template: 'templates', account: 'accounts' } as const
export type Thing = keyof typeof THINGS

/** A list, segment, template or account by id or name; what there is when it is none. */
export async function findThing(
  trx: Trx,
  workspaceId: string,
  thing: Thing,
  words: string,
): Promise<Record<string, any>> {
  const table = THINGS[thing]
  const rows = await trx(table)
    .where({ workspace_id: workspaceId })
    .modify((query) => (isUuid(words) ? query.where({ id: words }) : query.whereRaw('lower(name) = lower(?)', [words])))
    .limit(2)
  if (rows.length === 1) return rows[0]
  if (rows.length > 1) throw new CliError(`There are several ${table} "${words}"; name one by its id.`, EXIT.usage)
  const names = await trx(table).where({ workspace_id: workspaceId }).orderBy('name').limit(SHOWN).pluck('name')
  const known = names.length ? `there are ${names.map((name: string) => `"${name}"`).join(', ')}` : 'there are none yet'
  throw new CliError(`There is no ${thing} "${words}"; ${known}.`)
}

/** The account named, else the only active one of the channel. */
export async function findAccount(trx: Trx, workspaceId: string, channel: string, words: string | undefined) {
  if (words) return findThing(trx, workspaceId, 'account', words)
  const rows = await trx('accounts')
    .where({ workspace_id: workspaceId, channel, state: 'active' })
    .orderBy('name')
    .limit(SHOWN)
  if (rows.length === 1) return rows[0]
  throw new CliError(
    rows.length === 0
      ? `There is no active account for ${channel}; make one in the API (POST /api/v1/accounts).`
      : `Name the account with --account: ${rows.map((row) => `"${row.name}"`).join(', ')}.`,
    EXIT.usage,
  )
}
