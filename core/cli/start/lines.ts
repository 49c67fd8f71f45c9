const LEVELS: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }
const HIDDEN = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err', 'v'])

/** Prints the lines of all processes, each behind the name of its process; JSON lines of the logger as plain text. */
export function createPrinter({ json }: { json: boolean }): (name: string, line: string) => void {
  return (name, line) => {
    if (line === '') return
    const text = json && line.startsWith('{') ? line : `${name.padEnd(9)}| ${json ? line : readable(line)}`
    process.stdout.write(`${text}\n`)
  }
}

/** `{"level":30,"time":0,"msg":"hello","n":1}` → `00:00:00 info hello n=1`; other lines as they are. */
export function readable(line: string): string {
  const entry = line.startsWith('{') ? parse(line) : null
  if (typeof entry?.level !== 'number' || typeof entry.time !== 'number') return line
  const error = entry.err as { stack?: string; message?: string } | undefined
  const rest = Object.entries(entry)
    .filter(([field]) => !HIDDEN.has(field))
    .map(([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const time = new Date(entry.time).toISOString().slice(11, 19)
  const words = [time, LEVELS[entry.level] ?? String(entry.level), entry.msg, ...rest, error?.stack ?? error?.message]
  return words.filter(Boolean).join(' ')
}

function parse(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return null
  }
}
