import { Problem } from '../../errors.ts'
import { CLICK_TOO_SOON_MS, OPEN_TOO_SOON_MS } from '../../events/tracking/machine.ts'
import { askSandbox } from '../client.ts'
import type { Opened } from './mailbox.ts'
import { addressesIn, linkNumber, oneClick, visit } from './visit.ts'

export const ACTIONS = ['open', 'click', 'unsubscribe', 'bounce', 'complaint'] as const
export type Action = (typeof ACTIONS)[number]

export interface Act {
  readonly action: Action
  /** Number of the link for a click; without: the first one. */
  readonly link?: number | undefined
}

/** Sooner after sending, the tracker takes it for a machine's; it counts from our own note of the sending, a little later. */
const NOTED_MS = 500
const TOO_SOON_MS: Partial<Record<Action, number>> = { open: OPEN_TOO_SOON_MS, click: CLICK_TOO_SOON_MS }

/** What came of it. `outcome` is for programs, `message` says it in words. */
export interface Acted {
  readonly action: Action
  readonly outcome: 'done' | 'as_machine' | 'refused' | 'unreachable' | 'report_only'
  readonly message: string
  /** What the public address answered. */
  readonly status: number | null
  /** Where a click would lead. */
  readonly location: string | null
  /** The bounce or complaint as the sender gets it. */
  readonly report: string | null
}

/** What can be done with a message: opens, clicks and unsubscribing need an address of ours in it. */
export function possibilities({ raw, reports }: Opened, trackingUrl: string) {
  const { clicks, pixel, unsubscribe } = addressesIn(raw, trackingUrl)
  return {
    open: pixel !== null,
    links: clicks.map((url) => ({ link: linkNumber(url), url })),
    unsubscribe: unsubscribe !== null,
    bounce: reports,
    complaint: reports,
  }
}

/**
 * Does with a message what its recipient could do, by the way it would really go: a request to the public address that
 * stands in the message, or a report by the recipient's server.
 * @throws Problem conflict when the message has nothing to do it with
 */
export async function act(
  core: { readonly config: { readonly dataDir: string; readonly trackingUrl: string } },
  workspaceId: string,
  message: Opened,
  { action, link }: Act,
): Promise<Acted> {
  if (action === 'bounce' || action === 'complaint')
    return sendReport(core.config.dataDir, workspaceId, message.id, action)
  const { clicks, pixel, unsubscribe } = addressesIn(message.raw, core.config.trackingUrl)
  if (action === 'open')
    return go(action, pixel, message, 'This message has no pixel: its recipient has not agreed to tracking.')
  if (action === 'unsubscribe')
    return go(action, unsubscribe, message, 'This message cannot be unsubscribed from.', oneClick)
  const url = clicks.find((one) => link === undefined || linkNumber(one) === link)
  return go(action, url ?? null, message, 'This message has no such link.')
}

async function go(
  action: Action,
  url: string | null,
  { to, at }: Opened,
  without: string,
  init?: RequestInit,
): Promise<Acted> {
  if (!url) throw new Problem('conflict', without)
  const acted = (
    outcome: Acted['outcome'],
    message: string,
    status: number | null,
    location: string | null = null,
  ) => ({
    action,
    outcome,
    message,
    status,
    location,
    report: null,
  })
  const age = Date.now() - Date.parse(at)
  try {
    const { status, location } = await visit(url, to, init)
    if (status >= 400) return acted('refused', `${new URL(url).origin} answered ${status}.`, status)
    const soon = TOO_SOON_MS[action] ?? 0
    if (soon && age < soon + NOTED_MS) {
      const message = `Within ${soon / 1000} seconds of sending this counts as made by software. Try again in a moment.`
      return acted('as_machine', message, status, location)
    }
    return acted('done', 'Done; the campaign counts it within three seconds.', status, location)
  } catch (error) {
    const cause = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : ''
    return acted('unreachable', `Nobody answers at ${new URL(url).origin} (${cause}).`, null)
  }
}

async function sendReport(dataDir: string, workspaceId: string, id: string, kind: Action): Promise<Acted> {
  const made = await askSandbox<{ report: { to: string; raw: string } | null }>(dataDir, 'POST', '/report', {
    workspaceId,
    id,
    kind,
  })
  if (!made?.report) throw new Problem('conflict', 'This stand-in makes no such reports.')
  return {
    action: kind,
    outcome: 'report_only',
    message: `The report was made for ${made.report.to}. Reports that come as messages are not read yet: the campaign stays as it is.`,
    status: null,
    location: null,
    report: made.report.raw,
  }
}
