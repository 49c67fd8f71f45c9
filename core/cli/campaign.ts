import type { Command } from 'commander'
import type { Options } from './campaign/verbs.ts'
import { withCore } from './with-core.ts'

/** `carillon campaign …`: launches and steers campaigns, beside a running `carillon start` or alone. */
export function addCampaign(program: Command): void {
  const campaign = program.command('campaign').description('Makes, launches, watches and steers campaigns.')
  common(campaign.command('list').description('Lists campaigns, newest first.'))
    .option('--state <state>', 'draft, scheduled, running, paused, completed or cancelled')
    .action((options: Options) => withVerbs(false, (verbs, core) => verbs.list(core, options)))
  common(campaign.command('show <campaign>').description('Shows where a campaign (id or name) stands.')).action(
    (words: string, options: Options) => withVerbs(false, (verbs, core) => verbs.show(core, words, options)),
  )
  planned(common(campaign.command('create').description('Makes a draft.'))).action((options: Options) =>
    withVerbs(false, (verbs, core) => verbs.create(core, options)),
  )
  planned(
    common(
      campaign
        .command('launch [campaign]')
        .description('Launches a draft (id or name), or a new campaign that the options describe.'),
    ),
  )
    .option('--watch', 'show the progress until it ends; exit code 0 completed, 1 not')
    .action((words: string | undefined, options: Options) =>
      withVerbs(options.watch === true, (verbs, core, config) => verbs.launch(core, config, words, options)),
    )
  common(
    campaign
      .command('watch <campaign>')
      .description('Shows the progress of a campaign until it ends; exit code 0 completed, 1 not.'),
  ).action((words: string, options: Options) =>
    withVerbs(true, (verbs, core, config) => verbs.watch(core, config, words, options)),
  )
  const steered = {
    pause: 'Stops a campaign at once; what is on the wire is settled.',
    resume: 'Lets a paused campaign go on; nobody gets it twice.',
    cancel: 'Ends a campaign for good; what has not left never will.',
  }
  for (const verb of ['pause', 'resume', 'cancel'] as const)
    common(campaign.command(`${verb} <campaign>`).description(steered[verb])).action(
      (words: string, options: Options) => withVerbs(false, (verbs, core) => verbs.steer(core, verb, words, options)),
    )
}

const common = (command: Command) =>
  command
    .option('--workspace <slug>', 'the workspace; needed when there are several')
    .option('--json', 'print the result as JSON')

const several = (value: string, before: string[] = []) => [...before, value]

const planned = (command: Command) =>
  command
    .option('--list <name>', 'a list by name or id; may be repeated', several)
    .option('--segment <name>', 'a segment by name or id; may be repeated', several)
    .option('--template <name>', 'a published template by name or id')
    .option('--account <name>', "who carries it; needed when the template's channel has several accounts")
    .option('--basis <basis>', 'lawful basis: consent, existing_customer, transactional or legal')
    .option('--purpose <purpose>', 'what people are written to for (default: marketing)')
    .option('--name <name>', 'how the campaign is called')
    .option('--at <time>', 'when it starts, ISO 8601 (default: now)')
    .option('--per-second <number>', 'at most so many messages a second')

type Verbs = typeof import('./campaign/verbs.ts')
type Work = (
  verbs: Verbs,
  ...open: [core: Parameters<Verbs['launch']>[0], config: Parameters<Verbs['launch']>[1]]
) => Promise<void>

async function withVerbs(listen: boolean, work: Work): Promise<void> {
  await withCore({ listen }, async ({ core, config }) => work(await import('./campaign/verbs.ts'), core, config))
}
