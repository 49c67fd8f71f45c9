import type { RunningSandbox, Sandbox } from '../contracts/index.ts'

/** The first port that is tried where none is remembered; 2525 is what people expect of a stand-in for SMTP. */
const FIRST_PORT = 2525
const ATTEMPTS = 100

/** Starts a sandbox on the port it had, else on the next free one. */
export async function startOnPort(
  sandbox: Sandbox,
  remembered: unknown,
  log: (line: string) => void,
): Promise<RunningSandbox> {
  const first = typeof remembered === 'number' && remembered > 0 && remembered < 65_536 ? remembered : FIRST_PORT
  const last = Math.min(first + ATTEMPTS, 65_535)
  for (let port = first; port <= last; port++) {
    try {
      return await sandbox.start({ port, log })
    } catch (error) {
      if (!['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
  // Any port that the system has left: being somewhere else is better than not being there.
  return sandbox.start({ log })
}
