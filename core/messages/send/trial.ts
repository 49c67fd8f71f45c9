import type { Core } from '../../context.ts'
import { badContent, invalid, notFound, Problem } from '../../errors.ts'
import type { Trx } from '../../infra/postgres.ts'
import { checkDraft, findTemplate } from '../../templates/change.ts'
import { VersionRow } from '../../templates/model.ts'
import type { Actor } from '../../workspaces/actor.ts'
import type { MessageAnswer, SendTrial } from '../schema.ts'
import { writeRun } from './accept.ts'
import { type ChosenContent, chooseAccount } from './content.ts'

/** Nobody waits a day for a test. */
const TRIAL_MINUTES = 60

/**
 * Sends a draft, or a version, to a few people, through the same ledger and gate, as a run of kind `test`: in no campaign's
 * figures. Without `version`: the draft, else what is published.
 */
export async function sendTrial(
  core: Core,
  trx: Trx,
  actor: Actor,
  templateId: string,
  input: SendTrial,
): Promise<{ version: number; data: MessageAnswer[] }> {
  const { workspaceId } = actor
  const template = await findTemplate(trx, workspaceId, templateId)
  const channel = core.registries.channels.get(template.channel)
  if (!channel) throw new Problem('unavailable', `The channel "${template.channel}" is not mounted.`)
  const account = await chooseAccount(trx, workspaceId, channel.id, input.accountId)
  const { version, locales } = await contentOf(core, trx, workspaceId, templateId, input.version)
  const content: ChosenContent = {
    ...inLocale({ defaultLocale: template.defaultLocale, locales }, input.locale),
    templateId,
    templateVersion: version,
  }
  const what = { kind: 'test', purpose: 'transactional', basis: 'transactional' } as const
  const step = { account, content, channel, minutes: TRIAL_MINUTES }
  return { version, data: await writeRun(core, trx, actor, what, step, input.to) }
}

async function contentOf(core: Core, trx: Trx, workspaceId: string, templateId: string, wanted: number | undefined) {
  const versions = VersionRow.query(trx).where({ workspace_id: workspaceId, template_id: templateId })
  const version = wanted
    ? await versions.where({ number: wanted }).first()
    : await versions.orderBy('number', 'desc').first()
  if (!version) throw notFound('version')
  if (version.prepared) return { version: version.number, locales: version.prepared }
  const { problems, prepared } = await checkDraft(core, trx, workspaceId, templateId)
  if (problems.length) throw badContent(problems)
  return { version: version.number, locales: prepared }
}

/** One language for everybody, where one is asked for. */
function inLocale(content: ChosenContent, locale: string | undefined): ChosenContent {
  if (!locale) return content
  const only = content.locales[locale]
  if (!only)
    throw invalid([{ field: '/locale', code: 'unknown', message: `The template has no content in "${locale}".` }])
  return { defaultLocale: locale, locales: { [locale]: only } }
}
