import type { Static } from 'typebox'
import { type FieldProblem, invalid, notFound, Problem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from './actor.ts'
import { audit } from './audit.ts'
import { Workspace } from './model.ts'
import type { WorkspaceChange } from './schema.ts'

export async function readWorkspace(trx: Trx, id: string): Promise<Workspace> {
  const workspace = await Workspace.query(trx).findById(id)
  if (!workspace) throw notFound('workspace')
  return workspace
}

/** Changes what is named; `languages` always holds the workspace's own one, first. */
export async function changeWorkspace(
  trx: Trx,
  actor: Actor,
  change: Static<typeof WorkspaceChange>,
): Promise<Workspace> {
  const problems = checkChange(change)
  if (problems.length > 0) throw invalid(problems)
  const before = await Workspace.query(trx).findById(actor.workspaceId).forUpdate()
  if (!before) throw notFound('workspace')
  const { languages, company, tracking, retention, ...plain } = change
  const locale = change.locale ?? before.locale
  const chosen = languages ?? before.settings.languages ?? []
  const settings = {
    ...before.settings,
    languages: [locale, ...chosen.filter((language) => language !== locale)],
    ...(company ? { company } : {}),
    ...(tracking ? { tracking } : {}),
    ...(retention ? { retention } : {}),
  }
  const after = await Workspace.query(trx).patchAndFetchById(actor.workspaceId, {
    ...plain,
    settings,
    updatedAt: new Date(),
  })
  await audit(trx, actor, {
    action: 'workspace.update',
    objectType: 'workspace',
    objectId: actor.workspaceId,
    before: Object.fromEntries(Object.keys(change).map((key) => [key, fieldOf(before, key)])),
    after: Object.fromEntries(Object.keys(change).map((key) => [key, fieldOf(after, key)])),
  })
  return after
}

const IN_SETTINGS = ['languages', 'company', 'tracking', 'retention'] as const

function fieldOf(workspace: Workspace, key: string): unknown {
  const setting = IN_SETTINGS.find((one) => one === key)
  return setting ? (workspace.settings[setting] ?? null) : workspace[key as keyof Workspace]
}

function checkChange(change: Static<typeof WorkspaceChange>): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (change.timeZone !== undefined && !isTimeZone(change.timeZone))
    problems.push({ field: '/timeZone', code: 'unknown', message: 'is not a time zone such as Europe/Paris' })
  const locales = [
    ...(change.locale ? [{ field: '/locale', locale: change.locale }] : []),
    ...(change.languages ?? []).map((locale, i) => ({ field: `/languages/${i}`, locale })),
  ]
  for (const { field, locale } of locales)
    if (!isLocale(locale)) problems.push({ field, code: 'unknown', message: 'is not a language such as fr or pt-BR' })
  return problems
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name })) && !/^[+-]/.test(name)
  } catch {
    return false
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** Nothing is destroyed while a court may ask for it. Held until the commit, so that a hold comes before or after. @throws Problem conflict */
export async function refuseUnderHold(trx: Trx, workspaceId: string): Promise<void> {
  const row = await trx('workspaces').where({ id: workspaceId }).forShare().first('legal_hold')
  if (row?.legal_hold)
    throw new Problem('conflict', 'This workspace is under a legal hold: nothing is deleted until it is lifted.')
}
