import type { RunningSandbox, SandboxMessage, SandboxView } from '../../contracts/index.ts'
import { decodeCursor, page } from '../../http/paging.ts'
import type { Owner, Owners } from '../owners.ts'

/** One that arrived, as a list shows it. */
export interface Arrived {
  readonly id: string
  readonly provider: string
  readonly at: string
  readonly to: string
  readonly from: string
  readonly bytes: number
  /** The subject, or what stands for one in this medium. */
  readonly title: string
  readonly campaignId: string | null
  readonly contactId: string
  readonly messageId: string
}

export type Opened = Arrived & {
  readonly raw: string
  /** The stand-in can send a bounce or a complaint back. */
  readonly reports: boolean
  readonly view:
    | (Omit<SandboxView, 'attachments'> & {
        /** `content` in base64. */
        readonly attachments: readonly { name: string; type: string; content: string }[]
      })
    | null
}

export interface MailboxQuery {
  readonly workspaceId: string
  readonly limit: number
  readonly cursor?: string | undefined
  /** Part of the recipient's address or of the title, whatever the case. */
  readonly q?: string | undefined
  readonly to?: string | undefined
  readonly provider?: string | undefined
  readonly campaignId?: string | undefined
}

/** Mailboxes of all stand-ins as one, of which each workspace sees its own messages. */
export interface Mailbox {
  /** Newest first. @throws Problem bad_request for a cursor that is none */
  list(query: MailboxQuery): Promise<{ data: Arrived[]; next: string | null }>
  open(workspaceId: string, id: string): Promise<Opened | null>
  find(workspaceId: string, id: string): Promise<{ sandbox: RunningSandbox; message: SandboxMessage } | null>
}

export function createMailboxes(sandboxes: ReadonlyMap<string, RunningSandbox>, owners: Owners): Mailbox {
  const titles = new WeakMap<SandboxMessage, string>()
  const titleOf = (sandbox: RunningSandbox, message: SandboxMessage) => {
    let title = titles.get(message)
    if (title === undefined) {
      title = sandbox.title?.(message) ?? ''
      titles.set(message, title)
    }
    return title
  }
  const entry = (provider: string, message: SandboxMessage, owner: Owner): Arrived => ({
    id: `${provider}-${message.id}`,
    provider,
    at: message.at,
    to: message.to,
    from: message.from,
    bytes: message.raw.length,
    title: titleOf(sandboxes.get(provider)!, message),
    campaignId: owner.campaignId,
    contactId: owner.contactId,
    messageId: owner.messageId,
  })

  async function ofOne(provider: string, sandbox: RunningSandbox, query: MailboxQuery, last: Place | null) {
    const found: Arrived[] = []
    const q = query.q?.toLowerCase()
    const asked = { limit: Number.MAX_SAFE_INTEGER, ...(query.to ? { to: query.to } : {}) }
    for (const message of sandbox.messages(asked)) {
      if (found.length > query.limit) break
      if (last && !isOlder({ at: message.at, provider, number: Number(message.id) }, last)) continue
      if (q && !message.to.toLowerCase().includes(q) && !titleOf(sandbox, message).toLowerCase().includes(q)) continue
      const owner = await owners.of(message)
      if (owner?.workspaceId !== query.workspaceId) continue
      if (query.campaignId && owner.campaignId !== query.campaignId) continue
      found.push(entry(provider, message, owner))
    }
    return found
  }

  async function find(workspaceId: string, id: string) {
    const cut = id.lastIndexOf('-')
    const sandbox = sandboxes.get(id.slice(0, cut))
    const message = sandbox?.messages({ limit: Number.MAX_SAFE_INTEGER }).find((one) => one.id === id.slice(cut + 1))
    if (!sandbox || !message) return null
    const owner = await owners.of(message)
    return owner?.workspaceId === workspaceId ? { sandbox, message, owner, provider: id.slice(0, cut) } : null
  }

  return {
    find,
    async list(query) {
      const last = query.cursor ? readPlace(query.cursor) : null
      const found: Arrived[] = []
      for (const [provider, sandbox] of sandboxes)
        if (!query.provider || query.provider === provider) found.push(...(await ofOne(provider, sandbox, query, last)))
      const sorted = found.toSorted((a, b) => (isOlder(placeOf(a), placeOf(b)) ? 1 : -1)).slice(0, query.limit + 1)
      return page(sorted, query.limit, (one) => Object.values(placeOf(one)))
    },
    async open(workspaceId, id) {
      const found = await find(workspaceId, id)
      if (!found) return null
      const { message, sandbox, provider, owner } = found
      const view = (await sandbox.show?.(message).catch(() => null)) ?? null
      const attachments = view?.attachments.map(({ name, type, content }) => ({
        name,
        type,
        content: Buffer.from(content).toString('base64'),
      }))
      return {
        ...entry(provider, message, owner),
        raw: message.raw,
        reports: Boolean(sandbox.report),
        view: view && { ...view, attachments: attachments! },
      }
    },
  }
}

/** Where a message stands in the order of the list: by time; those of one moment by stand-in and number. */
interface Place {
  readonly at: string
  readonly provider: string
  readonly number: number
}

const placeOf = ({ at, provider, id }: Arrived): Place => ({
  at,
  provider,
  number: Number(id.slice(provider.length + 1)),
})

function isOlder(one: Place, than: Place): boolean {
  if (one.at !== than.at) return one.at < than.at
  if (one.provider !== than.provider) return one.provider > than.provider
  return one.number < than.number
}

function readPlace(cursor: string): Place {
  const [at, provider, number] = decodeCursor(cursor, 3)
  return { at: String(at), provider: String(provider), number: Number(number) }
}
