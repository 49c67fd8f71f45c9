import type { ReadyConfig } from '../../../config/env.ts'
import { scheduleStart } from '../../campaigns/jobs.ts'
import { findCampaign, launchCampaign } from '../../campaigns/launch.ts'
import { listCampaigns } from '../../campaigns/list/list.ts'
import { type CampaignRow, showCampaign } from '../../campaigns/model.ts'
import type { CampaignState } from '../../campaigns/schema.ts'
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../campaigns/steer.ts'
import type { Core } from '../../context.ts'
import { systemActor } from '../../workspaces/actor.ts'
import { CliError, EXIT, printJson } from '../exit.ts'
import { onStopSignal } from '../signals.ts'
import { readFigures } from './figures.ts'
import { findNamedCampaign, findWorkspace } from './find.ts'
import { createPlanned, isPlanned, type PlanOptions } from './plan.ts'
import { figuresTable } from './table.ts'
import { watchCampaign } from './watch.ts'
import { workerRuns, workHere } from './worker.ts'

export interface Options extends PlanOptions {
  readonly workspace?: string
  readonly json?: boolean
  readonly watch?: boolean
  readonly state?: CampaignState
}

const say = (line: string) => void process.stdout.write(`${line}\n`)
/** Beside JSON on stdout, what is for people goes to stderr. */
const tell = (json: boolean | undefined) => (json ? (line: string) => void process.stderr.write(`${line}\n`) : say)

export async function list(core: Core, { workspace, state, json }: Options): Promise<void> {
  const { id: workspaceId } = await findWorkspace(core, workspace)
  const { data } = await listCampaigns(core, workspaceId, {
    limit: 200,
    sort: 'created',
    order: 'desc',
    ...(state ? { state: [state] } : {}),
  })
  if (json) return printJson(data)
  for (const { id, state, name, launchedAt } of data)
    say(`${id}  ${state.padEnd(9)}  ${launchedAt ?? '-'.padEnd(24)}  ${name}`)
}

export async function show(core: Core, words: string, options: Options): Promise<void> {
  const { id: workspaceId } = await findWorkspace(core, options.workspace)
  await report(core, workspaceId, await findNamedCampaign(core, workspaceId, words), options)
}

export async function create(core: Core, options: Options): Promise<void> {
  const { id: workspaceId } = await findWorkspace(core, options.workspace)
  const row = await createPlanned(core, systemActor(workspaceId, 'cli'), options)
  if (options.json) return printJson(showCampaign(row))
  say(`The draft "${row.name}" is made: ${row.id}`)
}

export async function launch(
  core: Core,
  config: ReadyConfig,
  words: string | undefined,
  options: Options,
): Promise<void> {
  const { id: workspaceId } = await findWorkspace(core, options.workspace)
  const actor = systemActor(workspaceId, 'cli')
  if (!words && !isPlanned(options))
    throw new CliError('Name a draft, or say what to send: --list, --template, --basis.', EXIT.usage)
  if (words && isPlanned(options)) throw new CliError('Name a draft, or describe a new campaign; not both.', EXIT.usage)
  const row = words ? await findNamedCampaign(core, workspaceId, words) : await createPlanned(core, actor, options)
  const launched = await core.db.tenant(workspaceId, (trx) => launchCampaign(core, actor, row.id, trx))
  await scheduleStart(core.agenda, { workspaceId, runId: launched.runId }, new Date(launched.dueAt))
  const { people, reachable } = launched.explanation
  const when = launched.state === 'scheduled' ? `is due at ${launched.dueAt}` : 'is launched'
  tell(options.json)(`"${row.name}" ${when}: ${people} people in the audience, ${reachable} will get it.`)
  if (options.watch) return watchToEnd(core, config, workspaceId, row.id, options)
  if (!(await workerRuns(config)))
    tell(options.json)('No worker runs now: it goes out when one does (`carillon start`, `carillon worker`).')
  if (options.json) printJson({ campaignId: row.id, ...launched })
}

export async function watch(core: Core, config: ReadyConfig, words: string, options: Options): Promise<void> {
  const { id: workspaceId } = await findWorkspace(core, options.workspace)
  const row = await findNamedCampaign(core, workspaceId, words)
  if (row.state === 'draft') throw new CliError(`"${row.name}" is a draft; \`carillon campaign launch\` launches it.`)
  if (row.state === 'cancelled') process.exitCode = EXIT.failed
  if (row.state === 'cancelled' || row.state === 'completed') return report(core, workspaceId, row, options)
  await watchToEnd(core, config, workspaceId, row.id, options)
}

const STEER = { pause: pauseCampaign, resume: resumeCampaign, cancel: cancelCampaign }

export async function steer(core: Core, verb: keyof typeof STEER, words: string, options: Options): Promise<void> {
  const { id: workspaceId } = await findWorkspace(core, options.workspace)
  const row = await findNamedCampaign(core, workspaceId, words)
  const changed = await STEER[verb](core, systemActor(workspaceId, 'cli'), row.id)
  if (options.json) return printJson(showCampaign(changed))
  say(`"${changed.name}" is ${changed.state}.`)
}

/** Bar, then table. Where no worker runs on this database one works here for as long as it is watched. */
async function watchToEnd(
  core: Core,
  config: ReadyConfig,
  workspaceId: string,
  campaignId: string,
  options: Options,
): Promise<void> {
  const stop = new AbortController()
  onStopSignal(
    () => stop.abort(),
    () => process.exit(EXIT.failed),
  )
  const write = tell(options.json)
  const here = (await workerRuns(config)) ? null : await workHere(config)
  if (here) write('No other worker runs, so this command works until the campaign ends.')
  try {
    const terminal = !options.json && process.stdout.isTTY === true
    await watchCampaign(core, workspaceId, campaignId, { write, signal: stop.signal, terminal })
  } catch (error) {
    if (!stop.signal.aborted) throw error
    write(
      here ? 'Stopped watching; what is left goes out when a worker runs.' : 'Stopped watching; the campaign goes on.',
    )
  } finally {
    await here?.close()
  }
  const row = await core.db.tenant(workspaceId, (trx) => findCampaign(trx, workspaceId, campaignId))
  await report(core, workspaceId, row, options)
  if (!stop.signal.aborted && row.state !== 'completed') process.exitCode = EXIT.failed
}

async function report(core: Core, workspaceId: string, row: CampaignRow, { json }: Options): Promise<void> {
  const figures = await readFigures(core, workspaceId, row)
  if (json) return printJson({ ...showCampaign(row), figures })
  say(`${row.id}  ${row.state}${row.pauseReason ? ` (${row.pauseReason})` : ''}`)
  for (const line of figures ? figuresTable(row.name, figures) : [`"${row.name}" was not launched yet.`]) say(line)
}
