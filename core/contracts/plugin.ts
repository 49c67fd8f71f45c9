import type { AudienceSource } from './audience.ts'
import type { Channel } from './channel.ts'
import type { Json, Localized, ObjectSchema } from './common.ts'
import type { Provider } from './provider.ts'
import type { TemplateEngine } from './template.ts'

/** Version of these contracts. A plugin states the range it was written for; a major change breaks, a minor one adds. */
export const API_VERSION = '1.0.0'

/** A stand-in for a provider on loopback that speaks its real protocol and can be told to misbehave. */
export interface Sandbox {
  readonly provider: string
  /** What `behave` takes: draws the switchboard and checks what is set. */
  readonly faults?: ObjectSchema
  /** Behaviours that are worth a button. Each is whole; `{}` ends all faults. */
  readonly presets?: readonly SandboxPreset[]
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
  /** One line that stands for a message in a list: a subject, the first words. */
  title?(message: SandboxMessage): string
  /** The message as its recipient sees it. */
  show?(message: SandboxMessage): Promise<SandboxView>
  /**
   * Lets the recipient's side report on a message it took: a bounce, or "this is spam". Gives the report as the sender gets
   * it; null where this medium knows no such report.
   */
  report?(message: SandboxMessage, kind: SandboxReportKind): { readonly to: string; readonly raw: string } | null
  close(): Promise<void>
}

export interface SandboxPreset {
  readonly id: string
  readonly label: Localized
  readonly faults: Record<string, Json>
}

export const SANDBOX_REPORTS = ['bounce', 'complaint'] as const
export type SandboxReportKind = (typeof SANDBOX_REPORTS)[number]

/** What a recipient sees of a message. */
export interface SandboxView {
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly text: string | null
  /** Pictures that came inside the message stand in it as data: addresses. Not cleaned: to be shown in a sandboxed frame. */
  readonly html: string | null
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly content: Uint8Array }[]
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
