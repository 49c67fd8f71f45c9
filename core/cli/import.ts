import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { SingleBar } from 'cli-progress'
import type { Command } from 'commander'
import type { Detected } from '../contacts/imports/detect/detect.ts'
import type { MappedColumn } from '../contacts/imports/options.ts'
import type { Core } from '../context.ts'
import { Problem } from '../errors.ts'
import { CliError, EXIT, printJson } from './exit.ts'
import { changeOf, type ImportFlags, readAs } from './import-options.ts'
import { openConfigured } from './open.ts'

const SHOWN = [
  'rows',
  'created',
  'updated',
  'unchanged',
  'skipped',
  'refused',
  'consentGiven',
  'consentWithheld',
  'suppressed',
] as const

/** `carillon import people.csv`: uploads, maps, runs to the end, and says where every row went. */
export function addImport(program: Command): void {
  const gather = (value: string, before: readonly string[]) => [...before, value]
  program
    .command('import <file>')
    .description('Imports people from a CSV file; exports of Mailchimp, Brevo, HubSpot and listmonk are recognised.')
    .option('--workspace <slug>', 'the workspace; needed when there are several')
    .option('--list <name>', 'put everybody on this list; made when it is missing')
    .option('--duplicates <policy>', 'people who are there: skip, fill (empty fields only) or overwrite', 'fill')
    .option('--consent-source <text>', 'where people gave consent; without it and the wording nobody is given any')
    .option('--consent-wording <text>', 'what people agreed to, word for word')
    .option('--consent-locale <tag>', 'language of the wording', 'en')
    .option('--purpose <name>', 'what the consent is for', 'marketing')
    .option('--channel <id>', 'channel that the consent is for', 'email')
    .option('--map <column=field>', 'what a column becomes, such as "Town=attribute:city"; may be repeated', gather, [])
    .option('--attributes', 'declare attributes for the columns that fit nothing else')
    .option('--country <code>', 'country of phone numbers in national notation')
    .option('--encoding <name>', 'when it cannot be told for certain')
    .option('--delimiter <character>', 'when it is detected wrong')
    .option('--rejects <file>', 'write the refused rows with their reasons to this CSV file')
    .option('--json', 'print the result as JSON')
    .option('--watch', 'show progress')
    .action(importFile)
}

async function importFile(file: string, options: ImportFlags): Promise<void> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new CliError(`${file} is not a file.`)
  const opened = await openConfigured()
  try {
    const { openCore } = await import('../core.ts')
    const core = await openCore(
      { ...opened.config, logLevel: 'error' },
      { listen: Boolean(options.watch), name: 'import' },
    )
    try {
      await inCore(core, file, options)
    } catch (error) {
      throw asSentence(error)
    } finally {
      await core.close()
    }
  } finally {
    await opened.close()
  }
}

async function inCore(core: Core, file: string, options: ImportFlags): Promise<void> {
  const { uploadImport } = await import('../contacts/imports/upload.ts')
  const { changeImport, startImport } = await import('../contacts/imports/change.ts')
  const { runImport } = await import('../contacts/imports/run/run.ts')
  const { systemActor } = await import('../workspaces/actor.ts')
  const workspaceId = await findWorkspace(core, options.workspace)
  const actor = systemActor(workspaceId, 'cli')
  const id = await uploadImport(core, actor, { name: basename(file), type: 'text/csv', stream: createReadStream(file) })
  const read = readAs(options)
  if (Object.keys(read).length) await changeImport(core, actor, id, read)
  const { detected } = await shown(core, workspaceId, id)
  const lists = options.list ? [await makeList(core, workspaceId, options.list)] : []
  const change = changeOf(detected, options, lists)
  await changeImport(core, actor, id, change)
  if (!options.json) describe(detected, change.columns ?? [])
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  await startImport(core, actor, id)
  const endBar = options.watch ? progressBar(core, id) : () => {}
  const outcome = await runImport(core, workspaceId, id, stop.signal)
  // A worker that was told of the start may be the one that runs it.
  if (outcome === 'busy') await ended(core, workspaceId, id, stop.signal)
  endBar()
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  if (options.rejects) {
    const { rejectsReport } = await import('../contacts/imports/report.ts')
    await pipeline(rejectsReport(core, workspaceId, id), createWriteStream(options.rejects))
  }
  report(await shown(core, workspaceId, id), options)
}

async function ended(core: Core, workspaceId: string, id: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await shown(core, workspaceId, id)).state === 'running')
    await new Promise((resolve) => setTimeout(resolve, 300))
}

async function shown(core: Core, workspaceId: string, id: string) {
  const { findImport } = await import('../contacts/imports/model.ts')
  return core.db.tenant(workspaceId, (trx) => findImport(trx, workspaceId, id))
}

async function findWorkspace(core: Core, slug: string | undefined): Promise<string> {
  const rows: { id: string; slug: string }[] = await core.db.system((trx) =>
    trx('workspaces').orderBy('slug').limit(50).select('id', 'slug'),
  )
  const found = slug ? rows.find((row) => row.slug === slug) : rows.length === 1 ? rows[0] : undefined
  if (found) return found.id
  const names = rows.map((row) => row.slug).join(', ')
  throw new CliError(
    names
      ? `Name the workspace with --workspace: ${names}.`
      : 'There is no workspace yet: make one with `carillon user create`.',
    EXIT.usage,
  )
}

async function makeList(core: Core, workspaceId: string, name: string): Promise<string> {
  const { listsNamed } = await import('../contacts/imports/run/merge/lists.ts')
  const ids = await core.db.direct(workspaceId, (client) => listsNamed(client, workspaceId, new Set([name])))
  return ids.get(name)!
}

function describe({ encoding, delimiter, columns, exportFormat }: Detected, mapped: readonly MappedColumn[]): void {
  const target = new Map(mapped.map((one) => [one.index, one.target]))
  const shown = columns.map(({ index, name }) => `${name} → ${target.get(index) ?? 'ignore'}`).join(' · ')
  const kind = exportFormat ? `${exportFormat.label} export, ` : ''
  process.stderr.write(`${kind}${encoding.encoding}, separated by ${JSON.stringify(delimiter)}. ${shown}\n`)
}

function progressBar(core: Core, id: string): () => void {
  const bar = new SingleBar({ format: '{bar} {percentage}% | {rows} rows, {refused} refused | {eta_formatted} left' })
  bar.start(1000, 0, { rows: 0, refused: 0 })
  const leave = core.live.subscribe(({ topic, data }) => {
    const told = data as { progress?: number; rowsDone?: number; totals?: { refused: number } }
    if (topic === `import:${id}` && told.progress !== undefined)
      bar.update(Math.round(told.progress * 1000), { rows: told.rowsDone ?? 0, refused: told.totals?.refused ?? 0 })
  })
  return () => {
    leave()
    bar.stop()
  }
}

function report(one: Awaited<ReturnType<typeof shown>>, { json, rejects }: ImportFlags): void {
  const totals = Object.fromEntries(SHOWN.map((name) => [name, one.totals[name] ?? 0]))
  if (json) printJson({ id: one.id, state: one.state, totals, problem: one.problem })
  else {
    process.stdout.write(`${one.state}: ${SHOWN.map((name) => `${name} ${totals[name]}`).join(', ')}\n`)
    if (one.problem) process.stdout.write(`${one.problem.message}\n`)
    if (totals.refused)
      process.stdout.write(`Refused rows: ${rejects ?? `GET /api/v1/imports/${one.id}/rejects.csv`}\n`)
  }
  if (one.state !== 'completed') process.exitCode = EXIT.failed
}

function asSentence(error: unknown): unknown {
  if (!(error instanceof Problem)) return error
  const places = error.errors?.map(({ field, message }) => `${field.replace(/^\//, '')} ${message}`).join('; ')
  return new CliError(places ? `Refused: ${places}.` : error.message)
}
