import type { AudienceSource } from './audience.ts'
import type { Channel } from './channel.ts'
import type { Provider } from './provider.ts'
import type { TemplateEngine } from './template.ts'

/** Version of these contracts. A plugin states the range it was written for; a major change breaks, a minor one adds. */
export const API_VERSION = '1.0.0'

/** A stand-in for a provider on loopback that speaks its real protocol and can be told to misbehave. */
export interface Sandbox {
  readonly provider: string
  /** Starts listening; gives the account settings that point a provider at it. */
  start(options: { port?: number; log?: (line: string) => void }): Promise<RunningSandbox>
}

export interface RunningSandbox {
  readonly settings: Record<string, string | number | boolean>
  /** What was accepted, newest first. */
  messages(options?: { limit?: number; to?: string }): readonly SandboxMessage[]
  accepted(): number
  /** Tells it how to behave from now on; fields are the sandbox's own (see its README). */
  behave(faults: Record<string, unknown>): void
  clear(): void
  close(): Promise<void>
}

export interface SandboxMessage {
  readonly id: string
  readonly at: string
  readonly to: string
  readonly from: string
  readonly raw: string
}

/** What a plugin's folder offers. Core registers each part under its id; two parts of one id stop the start. */
export interface Plugin {
  readonly name: string
  /** Semver range of `API_VERSION`. */
  readonly api: string
  readonly channels?: readonly Channel[]
  readonly providers?: readonly Provider[]
  readonly audienceSources?: readonly AudienceSource[]
  readonly templateEngines?: readonly TemplateEngine[]
  readonly sandboxes?: readonly Sandbox[]
}
