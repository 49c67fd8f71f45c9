import type { Core } from '../../context.ts'
import type { Channel } from '../../contracts/index.ts'
import { badContent, invalid, Problem } from '../../errors.ts'
import { checkFiles } from '../../files/content.ts'
import type { Trx } from '../../infra/postgres.ts'
import { scopeOf } from '../../templates/change.ts'
import { type Contents, prepareContents } from '../../templates/prepare.ts'
import type { FrozenContent } from '../../templates/render.ts'
import type { SendMessages } from '../schema.ts'

export interface ChosenAccount {
  readonly id: string
  readonly policy: string | null
}
export type ChosenContent = FrozenContent & { templateId?: string; templateVersion?: number }

/** The account that is named, else the only active one of the channel. */
export async function chooseAccount(
  trx: Trx,
  workspaceId: string,
  channel: string,
  accountId: string | undefined,
): Promise<ChosenAccount> {
  const accounts = await trx('accounts')
    .where({ workspace_id: workspaceId, channel, ...(accountId ? { id: accountId } : { state: 'active' }) })
    .limit(2)
    .select('id', 'policy', 'state')
  const wrong = (code: string, message: string) => invalid([{ field: '/accountId', code, message }])
  const [account] = accounts
  if (!account)
    throw accountId
      ? wrong('unknown', `There is no such account for ${channel}.`)
      : new Problem('not_ready', `There is no active account for ${channel}. Add one first.`)
  if (accounts.length > 1) throw wrong('required', `There are several accounts for ${channel}: say which one.`)
  if (account.state !== 'active') throw new Problem('not_ready', 'This account is paused.')
  return account
}

/** The published template that is named, or content that came with the request, frozen. */
export async function chooseContent(
  core: Core,
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  input: Pick<SendMessages, 'templateId' | 'content'>,
): Promise<ChosenContent> {
  if (Boolean(input.templateId) === Boolean(input.content))
    throw invalid([{ field: '/templateId', code: 'required', message: 'Give either templateId or content.' }])
  return input.templateId
    ? publishedContent(trx, workspaceId, channel, input.templateId)
    : givenContent(core, trx, workspaceId, channel, input.content as Contents)
}

async function publishedContent(
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  templateId: string,
): Promise<ChosenContent> {
  const template = await trx('templates').where({ workspace_id: workspaceId, id: templateId }).first()
  const wrong = (code: string, message: string) => invalid([{ field: '/templateId', code, message }])
  if (template?.channel !== channel.id) throw wrong('unknown', `There is no template with this id for ${channel.id}.`)
  const number = template.published_version
  if (!number) throw wrong('not_published', `The template "${template.name}" was never published.`)
  const version = await trx('template_versions')
    .where({ workspace_id: workspaceId, template_id: template.id, number })
    .first()
  const { default_locale: defaultLocale, id } = template
  return { defaultLocale, locales: version.prepared, templateId: id, templateVersion: number }
}

async function givenContent(
  core: Core,
  trx: Trx,
  workspaceId: string,
  channel: Channel,
  contents: Contents,
): Promise<ChosenContent> {
  const engine = core.registries.templateEngines.get('handlebars')
  if (!engine) throw new Problem('unavailable', 'No template engine is mounted.')
  const workspace = await trx('workspaces').where({ id: workspaceId }).first('locale')
  const defaultLocale = contents[workspace.locale] ? workspace.locale : (Object.keys(contents)[0] ?? workspace.locale)
  const scope = await scopeOf(trx, workspaceId)
  const { problems, prepared } = prepareContents(channel, engine, contents, defaultLocale, scope)
  const files = await checkFiles(trx, workspaceId, contents)
  const all = [...problems, ...files.problems]
  if (all.length) throw badContent(all.map((problem) => ({ ...problem, field: `content.${problem.field}` })))
  return { defaultLocale, locales: prepared }
}
