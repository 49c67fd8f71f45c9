import { sqlState } from '../errors.ts'
import { isPassing } from '../infra/retry.ts'

/** The database was there when the verb began, and is not any more. */
export const wentAway = (error: unknown): boolean =>
  isPassing(error) || /Timeout acquiring a connection/.test(String((error as Error)?.message))

/** What is wrong and what to do, in one line, without user and password. */
export function awaySentence(error: unknown, url?: string): string {
  const where = url ? ` at ${place(url)}` : ''
  const advice = ADVICE[sqlState(error) ?? '']
  if (advice) return `The database${where} does not let us in: ${(error as Error).message}. ${advice}`
  return `The database${where} does not answer (${reasonOf(error)}). Is PostgreSQL running there, and is DATABASE_URL right? \`carillon doctor\` looks closer.`
}

const ADVICE: Readonly<Record<string, string>> = {
  '28P01': 'Correct user and password in DATABASE_URL.',
  '28000': 'Correct the user in DATABASE_URL, or let it in (pg_hba.conf).',
  '3D000': 'Make it with `createdb`, or correct the name in DATABASE_URL; then run `carillon migrate`.',
  '57P03': 'It starts or stops just now: try again shortly.',
  '53300': 'It takes no more connections: raise max_connections, or run fewer processes.',
}

/** An address with several numbers (localhost) fails with one error for each. */
function reasonOf(error: unknown): string {
  const one = error instanceof AggregateError ? error.errors[0] : error
  return (one as { code?: string })?.code ?? (one as Error)?.message ?? String(error)
}

/** Host, port and database, without user and password. */
function place(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
