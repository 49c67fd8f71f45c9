import { type Command, CommanderError } from 'commander'
import { ConfigError } from '../../config/env.ts'
import { sqlState } from '../errors.ts'
import { EmbeddedPostgresError } from '../infra/embedded-postgres/error.ts'
import { MasterKeyMissing } from '../infra/root-key.ts'
import { awaySentence, wentAway } from './away.ts'

export const EXIT = { ok: 0, failed: 1, usage: 2, config: 3 } as const

/** Ends a verb with one sentence and no stack: the person can do something about it. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: number
  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Runs the verb; turns what it throws into a sentence on stderr and an exit code. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  quietlyLosePipes()
  forEachCommand(program, (command) => command.exitOverride())
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    process.exitCode = report(error)
  }
}

function report(error: unknown): number {
  // Commander has printed its own sentence; --help and --version come as errors with exit code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  const { message, stack } = error as Error
  const plain = !stack || isForPeople(error)
  process.stderr.write(`${plain ? describe(error) : stack || message}\n`)
  if (error instanceof ConfigError || error instanceof MasterKeyMissing) return EXIT.config
  return error instanceof CliError ? error.exitCode : EXIT.failed
}

/** The roles that connections wear, or a table, are not there. */
const isWithoutSchema = (error: unknown) => ['42P01', '22023', '42703'].includes(sqlState(error) ?? '')

/** Ours with a sentence, the system's (file, network), and PostgreSQL's: where they were thrown helps nobody. */
function isForPeople(error: unknown): boolean {
  if ([CliError, ConfigError, EmbeddedPostgresError, MasterKeyMissing].some((kind) => error instanceof kind))
    return true
  if (wentAway(error)) return true
  const { syscall, severity, errors } = error as { syscall?: string; severity?: string; errors?: unknown[] }
  return syscall !== undefined || severity !== undefined || (Array.isArray(errors) && errors.every(isForPeople))
}

function describe(error: unknown): string {
  if (!(error instanceof CliError) && wentAway(error)) return awaySentence(error)
  if (isWithoutSchema(error)) return `${(error as Error).message}: run \`carillon migrate\` first.`
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(describe).join('\n')
  return (error as Error).message || String((error as { code?: unknown }).code ?? error)
}

function forEachCommand(command: Command, change: (command: Command) => void): void {
  change(command)
  for (const child of command.commands) forEachCommand(child, change)
}

/** `carillon openapi | head` must not end in a stack; a supervised process must outlive a killed supervisor's pipe. */
function quietlyLosePipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/** Prints a value as JSON, one document. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
