import { type Collection, type Filter, MongoBulkWriteError, MongoError, type MongoServerError } from 'mongodb'
import {
  type DeliveryEvent,
  EVENT_KINDS,
  type EventFilter,
  type EventKind,
  type EventLog,
  type Json,
  retentionOf,
} from '../contracts/index.ts'
import { Problem } from '../errors.ts'
import { openMongo } from '../infra/mongo.ts'
import { cursorAfter, readCursor } from './cursor.ts'

interface StoredEvent {
  /** The event's id. */
  _id: string
  workspaceId: string
  campaignId: string | null
  runId: string
  contactId: string
  step: number
  channel: string
  kind: EventKind
  at: Date
  data: Record<string, Json> | null
}

/**
 * The event log on MongoDB's wire protocol. Asked for nothing but unordered insertMany, find by keyset, updateMany and deleteMany by
 * plain filters, and plain indexes: so it runs the same on MongoDB, FerretDB and DocumentDB.
 */
export function createMongoLog(url: string): EventLog {
  const { client, db } = openMongo(url)
  const collection = db.collection<StoredEvent>('delivery_events')
  let indexed: Promise<unknown> | undefined
  const ready = async () => {
    indexed ??= createIndexes(collection)
    try {
      await indexed
    } catch (error) {
      indexed = undefined
      throw error
    }
    return collection
  }
  return {
    id: 'mongodb',
    append: (events) => away(async () => append(await ready(), events)),
    query: (filter, { limit, cursor }) =>
      away(async () => {
        const found = await (await ready())
          .find(selection(filter, cursor))
          .sort({ at: -1, _id: -1 })
          .limit(limit + 1)
          .toArray()
        const events = found.map(eventOf)
        return { events: events.slice(0, limit), next: events.length > limit ? cursorAfter(events[limit - 1]!) : null }
      }),
    purge: (input) => away(async () => purge(await ready(), input)),
    forget: ({ workspaceId, contactId, anonymousId }) =>
      away(async () => {
        const change = { $set: { contactId: anonymousId, data: null } }
        const { modifiedCount } = await (await ready()).updateMany({ workspaceId, contactId }, change)
        return modifiedCount
      }),
    async health() {
      try {
        await db.command({ ping: 1 })
        return { ok: true, message: 'Events are kept in MongoDB.' }
      } catch (error) {
        return { ok: false, message: `MongoDB does not answer: ${withoutAddress(error)}` }
      }
    },
    close: () => client.close(),
  }
}

const INDEXES: readonly { name: string; key: Record<string, 1> }[] = [
  { name: 'by_time', key: { workspaceId: 1, at: 1, _id: 1 } },
  { name: 'by_contact', key: { workspaceId: 1, contactId: 1, at: 1, _id: 1 } },
  { name: 'by_campaign', key: { workspaceId: 1, campaignId: 1, at: 1, _id: 1 } },
]

/** Only those that are missing: FerretDB 1.24 ends the connection when it is asked again for several that are there. */
async function createIndexes(collection: Collection<StoredEvent>): Promise<void> {
  const there = new Set(await indexNames(collection))
  for (const { name, key } of INDEXES) if (!there.has(name)) await collection.createIndex(key, { name })
}

const NAMESPACE_NOT_FOUND = 26

async function indexNames(collection: Collection<StoredEvent>): Promise<string[]> {
  try {
    return (await collection.listIndexes().toArray()).map(({ name }) => name as string)
  } catch (error) {
    if ((error as MongoServerError).code === NAMESPACE_NOT_FOUND) return []
    throw error
  }
}

const DUPLICATE_KEY = 11000

async function append(collection: Collection<StoredEvent>, events: readonly DeliveryEvent[]): Promise<number> {
  if (events.length === 0) return 0
  try {
    return (await collection.insertMany(events.map(storedOf), { ordered: false })).insertedCount
  } catch (error) {
    // Unordered: those that were there already are refused one by one, the rest is stored. Any other refusal is a failure.
    if (!(error instanceof MongoBulkWriteError)) throw error
    const refused = [error.writeErrors].flat()
    if (refused.length === 0 || refused.some(({ code }) => code !== DUPLICATE_KEY)) throw error
    return error.insertedCount
  }
}

function selection(filter: EventFilter, cursor: string | null | undefined): Filter<StoredEvent> {
  const { workspaceId, campaignId, runId, contactId, kinds, from, to } = filter
  const after = readCursor(cursor)
  const at = {
    ...(from ? { $gte: new Date(from) } : {}),
    ...(to ? { $lt: new Date(to) } : {}),
    ...(after ? { $lte: new Date(after.at) } : {}),
  }
  return {
    workspaceId,
    ...(campaignId ? { campaignId } : {}),
    ...(runId ? { runId } : {}),
    ...(contactId ? { contactId } : {}),
    ...(kinds?.length ? { kind: { $in: [...kinds] } } : {}),
    ...(Object.keys(at).length ? { at } : {}),
    ...(after
      ? { $or: [{ at: { $lt: new Date(after.at) } }, { at: new Date(after.at), _id: { $lt: after.id } }] }
      : {}),
  }
}

async function purge(collection: Collection<StoredEvent>, input: Parameters<EventLog['purge']>[0]): Promise<number> {
  const kinds = EVENT_KINDS.filter((kind) => retentionOf(kind) === input.retention)
  const old: Filter<StoredEvent> = { kind: { $in: kinds }, at: { $lt: new Date(input.before) } }
  if (input.holdWorkspaces.length) old.workspaceId = { $nin: [...input.holdWorkspaces] }
  const found = await collection.find(old).project<{ _id: string }>({ _id: 1 }).limit(input.limit).toArray()
  let gone = 0
  // By id, since deleteMany knows no limit; 5,000 ids are 200 kB of one command.
  for (let i = 0; i < found.length; i += 5_000) {
    const ids = found.slice(i, i + 5_000).map(({ _id }) => _id)
    gone += (await collection.deleteMany({ _id: { $in: ids } })).deletedCount
  }
  return gone
}

function storedOf({ id, at, ...rest }: DeliveryEvent): StoredEvent {
  return { _id: id, ...rest, at: new Date(at), data: rest.data ? { ...rest.data } : null }
}

function eventOf({ _id, at, ...rest }: StoredEvent): DeliveryEvent {
  return { id: _id, ...rest, at: at.toISOString() }
}

/** A server that does not answer is a 503 for whoever asked, not a fault of ours. */
async function away<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const answered = (error as MongoServerError).code !== undefined && error instanceof MongoBulkWriteError
    if (!(error instanceof MongoError) || answered) throw error
    throw new Problem('unavailable', 'The event log is away. Try again shortly.', { retryAfter: 5, cause: error })
  }
}

/** The driver's messages hold host and port, which health may show, but never a password. */
const withoutAddress = (error: unknown) => (error as Error).message.replace(/\/\/[^@/\s]*@/g, '//')
