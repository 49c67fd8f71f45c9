import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { RunningSandbox, Sandbox, SandboxMessage } from '../../core/contracts/index.ts'
import { converse, type Host } from './sandbox/conversation.ts'
import { createBehaviour, Faults } from './sandbox/faults.ts'
import { createMailbox } from './sandbox/mailbox.ts'
import { PRESETS } from './sandbox/presets.ts'
import { bounceReport, complaintReport, type Report } from './sandbox/reports.ts'
import { showMail, subjectOf } from './sandbox/view.ts'

export type { FaultRule, Faults } from './sandbox/faults.ts'
export { bounceReport, complaintReport, type Report } from './sandbox/reports.ts'

/** How many reports are kept; older ones are forgotten. */
const KEPT_REPORTS = 1_000

export interface SmtpSandboxOptions {
  /** 0 or none: any free port. */
  readonly port?: number
  readonly log?: (line: string) => void
  /** Messages kept in full. Default 20,000, and at most 64 MB. */
  readonly capacity?: number
  /** Counts how often each X-Carillon-Key came, to find what is lost or doubled. */
  readonly countKeys?: boolean
  /** Offers STARTTLS with this certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Offers sign-in with this one user. */
  readonly auth?: { readonly user: string; readonly password: string }
  /** Called for each bounce or complaint that `dsn+…` and `complain+…` recipients bring about. */
  readonly onReport?: (report: Report) => void
}

export interface RunningSmtpSandbox extends RunningSandbox {
  /** Transactions that were begun, taken or not. */
  begun(): number
  /** Bounces and complaints that were made, newest last. */
  reports(): readonly Report[]
  /** How often each X-Carillon-Key came; empty without `countKeys`. */
  keys(): ReadonlyMap<string, number>
}

/** Starts an SMTP server on loopback that keeps what it takes and misbehaves when told. */
export async function startSmtpSandbox(options: SmtpSandboxOptions = {}): Promise<RunningSmtpSandbox> {
  const mailbox = createMailbox(options.capacity ?? 20_000, options.countKeys ?? false)
  const reports: Report[] = []
  const sockets = new Set<Socket>()
  let behaviour = createBehaviour({})
  let begun = 0

  function afterwards(message: SandboxMessage): void {
    const word = /^(dsn|complain)(?=[+@])/.exec(message.to)?.[1]
    if (word !== undefined) sendBack(word === 'dsn' ? bounceReport(message) : complaintReport(message))
  }

  function sendBack(report: Report): Report {
    reports.push(report)
    if (reports.length > KEPT_REPORTS) reports.shift()
    options.onReport?.(report)
    return report
  }

  const host: Host = {
    name: 'sandbox.invalid',
    strike: (point, to) => behaviour.strike(point, to),
    extensions: () => behaviour.extensions,
    tls: options.tls ? createSecureContext(options.tls) : null,
    auth: options.auth ?? null,
    begun: () => {
      begun++
    },
    received: (message) => mailbox.add(message).forEach(afterwards),
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    converse(socket, host)
  })
  const port = await listen(server, options.port ?? 0)
  options.log?.(`SMTP sandbox on 127.0.0.1:${port}`)

  return {
    settings: settingsFor(port, options),
    messages: mailbox.list,
    accepted: mailbox.accepted,
    begun: () => begun,
    reports: () => reports,
    keys: mailbox.keys,
    behave(faults) {
      behaviour = createBehaviour(faults)
    },
    clear() {
      mailbox.clear()
      reports.length = 0
      begun = 0
    },
    title: subjectOf,
    show: showMail,
    report: (message, kind) => sendBack(kind === 'bounce' ? bounceReport(message) : complaintReport(message)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function settingsFor(port: number, { tls, auth }: SmtpSandboxOptions): Record<string, string | number | boolean> {
  return {
    host: '127.0.0.1',
    port,
    security: tls ? 'starttls' : 'none',
    ...(tls ? { rejectUnauthorized: false } : {}),
    ...(auth ? { user: auth.user, password: auth.password } : {}),
    fromName: 'Carillon',
    fromEmail: 'news@sandbox.example',
  }
}

/** The stand-in for any SMTP server. */
export const smtpSandbox: Sandbox = { provider: 'smtp', faults: Faults, presets: PRESETS, start: startSmtpSandbox }
