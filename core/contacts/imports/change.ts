import { createHash } from 'node:crypto'
import type { Core } from '../../context.ts'
import { type FieldProblem, invalid, Problem } from '../../errors.ts'
import type { Trx } from '../../infra/postgres.ts'
import { createStorage } from '../../infra/storage.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { declareAttribute, readDefinitions } from '../definitions/change.ts'
import { detectFile } from './detect/detect.ts'
import { importKinds } from './kinds.ts'
import { findImport, Import } from './model.ts'
import { type ImportConsent, type ImportOptions, type MappedColumn, noTotals } from './options.ts'
import { IMPORT_CHANNEL } from './run/sweep.ts'
import type { ImportChange } from './schema.ts'

const notUploaded = (state: string) =>
  new Problem('conflict', `This import is ${state}: its options can be changed before it starts only.`)

/** Changes how a file is read and what becomes of it. A new encoding, delimiter or header has the file looked at again. */
export async function changeImport(core: Core, actor: Actor, id: string, change: ImportChange): Promise<void> {
  const { workspaceId } = actor
  const before = await core.db.tenant(workspaceId, (trx) => findImport(trx, workspaceId, id))
  if (before.state !== 'uploaded') throw notUploaded(before.state)
  const { encoding, delimiter, header, consent, ...rest } = change
  const again = encoding !== undefined || delimiter !== undefined || header !== undefined
  const definitions = await core.db.tenant(workspaceId, (trx) => readDefinitions(trx, workspaceId))
  const detected = again
    ? await detectFile(
        createStorage(core.config.dataDir).locate(before.path!),
        Number(before.size),
        { kinds: importKinds(core.registries), definitions },
        {
          encoding: encoding ?? (before.detected.encoding.certain ? before.detected.format.encoding : undefined),
          delimiter: delimiter ?? before.detected.delimiter,
          header,
        },
      )
    : before.detected
  const options: ImportOptions = {
    ...before.options,
    ...(again && !change.columns ? { columns: detected.suggested } : {}),
    ...rest,
    consent: consent === undefined ? before.options.consent : ((consent ?? undefined) as ImportConsent | undefined),
  }
  await core.db.tenant(workspaceId, async (trx) => {
    const problems = await optionProblems(core, trx, workspaceId, options, detected.columns.length)
    if (problems.length) throw invalid(problems)
    const count = await Import.query(trx)
      .where({ workspace_id: workspaceId, id, state: 'uploaded' })
      .patch({ options, detected })
    if (count === 0) throw notUploaded('started')
    await audit(trx, actor, {
      action: 'import.update',
      objectType: 'import',
      objectId: id,
      after: { fields: Object.keys(change) },
    })
  })
}

/** Everything that is wrong with the options, so that a start meets nothing new. */
async function optionProblems(
  core: Core,
  trx: Trx,
  workspaceId: string,
  options: ImportOptions,
  columns: number,
): Promise<FieldProblem[]> {
  const definitions = await readDefinitions(trx, workspaceId)
  const declared = new Set([...definitions.keys(), ...(options.declare ?? []).map((one) => one.name)])
  const problems = columnProblems(options.columns, columns, new Set(importKinds(core.registries).keys()), declared)
  const lists = await trx('lists')
    .where({ workspace_id: workspaceId })
    .whereIn('id', [...options.lists])
    .select('id')
  const known = new Set(lists.map((row) => row.id))
  for (const [at, list] of options.lists.entries())
    if (!known.has(list)) problems.push({ field: `/lists/${at}`, code: 'unknown', message: 'there is no such list' })
  const { consent } = options
  if (consent) {
    if (!core.registries.channels.has(consent.channel))
      problems.push({ field: '/consent/channel', code: 'unknown', message: `there is no channel "${consent.channel}"` })
    if (!consent.wordingId && !consent.wording)
      problems.push({ field: '/consent/wording', code: 'required', message: 'is needed: what did people agree to?' })
    if (consent.wordingId && !(await findWording(trx, workspaceId, consent)))
      problems.push({
        field: '/consent/wordingId',
        code: 'unknown',
        message: 'there is no such wording for this channel and purpose',
      })
  }
  return problems
}

function columnProblems(
  mapped: readonly MappedColumn[],
  columns: number,
  kinds: ReadonlySet<string>,
  declared: ReadonlySet<string>,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const seen = new Set<string>()
  for (const [at, { index, target }] of mapped.entries()) {
    const wrong = (code: string, message: string) => problems.push({ field: `/columns/${at}`, code, message })
    if (index >= columns) wrong('unknown', `the file has ${columns} columns`)
    const [prefix, name] = target.split(/:(.*)/s) as [string, string | undefined]
    if ((prefix === 'address' || prefix === 'status') && !kinds.has(name!))
      wrong('unknown', `there is no kind of address "${name}"; there are: ${[...kinds].join(', ')}`)
    if (prefix === 'attribute' && !declared.has(name!))
      wrong('unknown', `the attribute "${name}" is not declared; put it into declare`)
    const several = prefix === 'ignore' || prefix === 'address' || prefix === 'status'
    if (!several && seen.has(target)) wrong('twice', `${target} is taken by another column`)
    seen.add(target)
  }
  return problems
}

const findWording = (trx: Trx, workspaceId: string, { wordingId, channel, purpose }: ImportConsent) =>
  trx('consent_wordings').where({ workspace_id: workspaceId, id: wordingId, channel, purpose }).first('id')

/** Starts an import, or has one that failed go on where it stopped. Whoever sweeps imports is told. */
export async function startImport(core: Core, actor: Actor, id: string): Promise<void> {
  const { workspaceId } = actor
  await core.db.tenant(workspaceId, async (trx) => {
    const one = await findImport(trx, workspaceId, id, true)
    if (one.state === 'running') return
    if (one.state !== 'uploaded' && one.state !== 'failed')
      throw new Problem('conflict', `This import is ${one.state}; upload the file again to import it again.`)
    refuseUnready(one)
    const problems = await optionProblems(core, trx, workspaceId, one.options, one.detected.columns.length)
    if (problems.length) throw invalid(problems)
    const known = await readDefinitions(trx, workspaceId)
    for (const { name, type } of one.options.declare ?? [])
      if (!known.has(name)) await declareAttribute(trx, actor, { name, type })
    const options = { ...one.options, ...(await withWording(trx, workspaceId, one.options)) }
    await Import.query(trx)
      .where({ workspace_id: workspaceId, id })
      .patch({
        state: 'running',
        options,
        problem: null,
        ...(one.startedAt ? {} : { startedAt: new Date(), batchTimes: [], totals: noTotals() }),
      })
    await trx('imports')
      .where({ workspace_id: workspaceId, id })
      .update({ lease_token: null, lease_until: null, finished_at: null })
    await audit(trx, actor, {
      action: 'import.start',
      objectType: 'import',
      objectId: id,
      after: { duplicates: options.duplicates, lists: options.lists, consent: options.consent ?? null },
    })
    await trx.raw('SELECT pg_notify(?, ?)', [IMPORT_CHANNEL, id])
  })
}

function refuseUnready({ detected, options }: Import): void {
  const errors: FieldProblem[] = []
  if (!detected.encoding.certain)
    errors.push({
      field: '/encoding',
      code: 'uncertain',
      message: `is not certain: ${detected.encoding.reason}; candidates: ${detected.encoding.candidates.join(', ')}`,
    })
  if (!options.columns.some(({ target }) => target.startsWith('address:') || target === 'externalId'))
    errors.push({ field: '/columns', code: 'required', message: 'no column holds an address or an external id' })
  if (errors.length) throw new Problem('not_ready', 'Something is missing before this import can start.', { errors })
}

/** Stores the wording that came as a text; the same text is stored once. */
async function withWording(trx: Trx, workspaceId: string, { consent }: ImportOptions) {
  if (!consent?.wording || consent.wordingId) return {}
  const { text, locale } = consent.wording
  const key = {
    workspace_id: workspaceId,
    purpose: consent.purpose,
    channel: consent.channel,
    locale,
    sha256: createHash('sha256').update(text).digest(),
  }
  await trx('consent_wordings')
    .insert({ ...key, text })
    .onConflict(['workspace_id', 'purpose', 'channel', 'locale', 'sha256'])
    .ignore()
  const { id } = await trx('consent_wordings').where(key).first('id')
  const { wording: _, ...rest } = consent
  return { consent: { ...rest, wordingId: id as string } }
}

/** Stops an import for good. What is merged stays; the batch that is on its way is rolled back. */
export async function cancelImport(core: Core, actor: Actor, id: string): Promise<void> {
  const { workspaceId } = actor
  const rowsDone = await core.db.tenant(workspaceId, async (trx) => {
    const one = await findImport(trx, workspaceId, id, true)
    if (one.state === 'cancelled') return null
    if (one.state === 'completed' || one.state === 'undoing' || one.state === 'undone')
      throw new Problem('conflict', `This import is ${one.state} already.`)
    await trx('imports')
      .where({ workspace_id: workspaceId, id })
      .update({ state: 'cancelled', finished_at: trx.fn.now(), lease_token: null, lease_until: null })
    await audit(trx, actor, {
      action: 'import.cancel',
      objectType: 'import',
      objectId: id,
      after: { rowsDone: Number(one.rowsDone) },
    })
    return Number(one.rowsDone)
  })
  if (rowsDone !== null)
    core.live.publish({ workspaceId, topic: `import:${id}`, data: { state: 'cancelled', rowsDone } })
}
