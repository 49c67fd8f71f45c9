import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { ErasureEntry } from '../campaigns/privacy/reapply.ts'
import type { Core } from '../context.ts'
import { CliError, EXIT, printJson } from './exit.ts'
import { withCore } from './with-core.ts'

const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })

/** What is needed of an erasure to do it again; whatever else the list holds is passed over. */
const Entry = Type.Object({
  workspaceId: Uuid,
  contactId: Uuid,
  anonymousId: Uuid,
  at: Type.String({ minLength: 10 }),
  report: Type.Object({
    blocked: Type.Array(Type.Object({ kind: Type.String(), hash: Type.String({ pattern: '^[0-9a-f]{32}$' }) })),
  }),
})

/** `carillon privacy …`: keeps erasures true across a restored backup. */
export function addPrivacy(program: Command): void {
  const privacy = program.command('privacy').description('Keeps erasures true across a restored backup.')
  privacy
    .command('erasures')
    .description('Prints every erasure of all workspaces, one JSON object a line: keep it beside the backups.')
    .action(() => withCore({}, async ({ core }) => print(core)))
  privacy
    .command('reapply-erasures [file]')
    .description(
      'After a restore: erases again whoever came back, and blocks their addresses. The file is what `erasures` printed; without it, those that the database knows.',
    )
    .option('--json', 'print the result as JSON')
    .action((file: string | undefined, options: { json?: boolean }) => {
      const entries = file === undefined ? undefined : readEntries(file)
      return withCore({}, ({ core }) => reapply(core, entries, options.json === true))
    })
}

async function print(core: Core): Promise<void> {
  const { knownErasures } = await import('../campaigns/privacy/reapply.ts')
  for await (const erasure of knownErasures(core)) process.stdout.write(`${JSON.stringify(erasure)}\n`)
}

async function reapply(core: Core, entries: ErasureEntry[] | undefined, json: boolean): Promise<void> {
  const { reapplyErasures } = await import('../campaigns/privacy/reapply.ts')
  const erased = await reapplyErasures(core, entries)
  if (json) return printJson({ entries: entries?.length ?? null, erased })
  const from = entries ? `${entries.length} erasures in the file` : 'The erasures of this database'
  process.stdout.write(`${from}: ${erased} people had come back and are erased again; all addresses are blocked.\n`)
}

/** Lines of JSON; each is checked before anything is done. */
function readEntries(file: string): ErasureEntry[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const entry = parsed(line)
    if (!Value.Check(Entry, entry) || Number.isNaN(Date.parse(entry.at)))
      throw new CliError(`${file}:${index + 1} is no erasure as \`carillon privacy erasures\` prints it.`, EXIT.usage)
    return [entry as unknown as ErasureEntry]
  })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
