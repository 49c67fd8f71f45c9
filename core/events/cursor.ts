import type { DeliveryEvent } from '../contracts/index.ts'
import { Problem } from '../errors.ts'
import { decodeCursor, encodeCursor } from '../http/paging.ts'
import { isUuid } from '../infra/ids.ts'

/** Where a page of events ended: the same on every log, so that a merged page can be continued on each. */
export interface EventCursor {
  readonly at: string
  readonly id: string
}

export const cursorAfter = ({ at, id }: EventCursor) => encodeCursor([at, id])

/** @throws Problem bad_request when it is no cursor of this list. */
export function readCursor(cursor: string | null | undefined): EventCursor | null {
  if (!cursor) return null
  const [at, id] = decodeCursor(cursor, 2)
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || !isUuid(id))
    throw new Problem('bad_request', 'This cursor is not one that this list gave. Start again without it.')
  return { at, id }
}

/** Newest first; of equal times the greater id first. */
export function newestFirst(a: DeliveryEvent, b: DeliveryEvent): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0
}
