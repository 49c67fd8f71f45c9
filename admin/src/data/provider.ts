import {
  type CreateParams,
  type DataProvider,
  type DeleteManyParams,
  type DeleteParams,
  type GetListParams,
  type GetListResult,
  type GetManyParams,
  type GetManyReferenceParams,
  type GetManyResult,
  type GetOneParams,
  HttpError,
  type UpdateManyParams,
  type UpdateParams,
  type UpdateResult,
} from 'ra-core'
import { api, type Query } from './api.ts'
import { cursorsOf } from './cursors.ts'
import { formErrors } from './form-errors.ts'
import { type ApiProblem, isProblem } from './problem.ts'
import { ruleOf, withId } from './resources.ts'
import { problemSentence, type Translate } from './sentences.ts'

interface Page {
  readonly data: readonly object[]
  readonly next?: string | null
}

/** Pages that are walked to find a cursor that this tab does not have: an address with `page=4` from somebody else. */
const WALK = 10
/** Single requests at a time, where the API has none for many. */
const AT_ONCE = 6

/** The API as react-admin wants it. `translate` gives the sentences of errors. */
export function createDataProvider(translate: Translate): DataProvider {
  const telling =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      try {
        return await work(...args)
      } catch (error) {
        throw isProblem(error) ? asHttpError(error, translate) : error
      }
    }
  return {
    supportAbortSignal: true,
    getList: telling(getList),
    getOne: telling(async (resource: string, { id, signal }: GetOneParams) => ({
      data: withId(resource, await api.get<object>(`${pathOf(resource)}/${encodeURIComponent(id)}`, { signal })),
    })),
    getMany: telling(getMany),
    getManyReference: telling((resource: string, { target, id, ...params }: GetManyReferenceParams) =>
      getList(resource, { ...params, filter: { ...params.filter, [target]: id } }),
    ),
    create: telling(async (resource: string, { data, meta }: CreateParams) => ({
      data: withId(resource, await api.post<object>(pathOf(resource, meta), data, meta?.options)),
    })),
    update: telling(update),
    updateMany: telling(async (resource: string, { ids, data }: UpdateManyParams) => ({
      data: await inTurn(ids, (id) => api.patch(`${pathOf(resource)}/${encodeURIComponent(id)}`, data).then(() => id)),
    })),
    delete: telling(async (resource: string, { id, previousData }: DeleteParams) => {
      await api.delete(`${pathOf(resource)}/${encodeURIComponent(id)}`)
      return { data: previousData ?? { id } }
    }),
    deleteMany: telling(async (resource: string, { ids }: DeleteManyParams) => ({
      data: await inTurn(ids, (id) => api.delete(`${pathOf(resource)}/${encodeURIComponent(id)}`).then(() => id)),
    })),
  } as DataProvider
}

/** `meta.path` serves lists below an object: `contacts/<id>/messages`. */
const pathOf = (resource: string, meta?: { path?: string }) => `/${meta?.path ?? ruleOf(resource)?.path ?? resource}`

async function getList(resource: string, params: GetListParams): Promise<GetListResult> {
  const { page = 1, perPage = 50 } = params.pagination ?? {}
  const query = { ...params.filter, ...order(params.sort), limit: perPage }
  const path = pathOf(resource, params.meta)
  const cursors = cursorsOf(JSON.stringify([path, query]))
  const fetchPage = async (n: number, cursor: string | null) => {
    const found = await api.get<Page>(path, { query: { ...query, cursor }, signal: params.signal })
    cursors.learn(n, found.next ?? null)
    return found
  }
  let n = page
  while (n > 1 && cursors.of(n) === undefined) n--
  // Too far to walk, or past the end: the list begins anew, and KeysetList turns to page 1.
  if (page - n > WALK) n = 1
  const startOver = n === 1 && page > WALK + 1
  let found = await fetchPage(n, cursors.of(n) ?? null)
  while (!startOver && n < page && found.next) found = await fetchPage(++n, found.next)
  return {
    data: found.data.map((row) => withId(resource, row)),
    pageInfo: { hasNextPage: Boolean(found.next), hasPreviousPage: n > 1 },
    meta: { page: n },
  }
}

/** Lists have an order of their own; `id` stands for it. */
function order(sort: GetListParams['sort']): Query {
  if (!sort || sort.field === 'id') return {}
  return { sort: sort.field, order: sort.order.toLowerCase() }
}

async function getMany(resource: string, { ids, signal }: GetManyParams): Promise<GetManyResult> {
  const found = await inTurn(ids, (id) =>
    api.get<object>(`${pathOf(resource)}/${encodeURIComponent(id)}`, { signal }).catch((error) => {
      // What is gone, or not for this person, is simply not among the answers.
      if (isProblem(error) && (error.status === 404 || error.status === 403)) return null
      throw error
    }),
  )
  return { data: found.filter((row) => row !== null).map((row) => withId(resource, row)) }
}

/** Sends what differs only: the API refuses fields that cannot be changed. `version` goes along, to notice others' changes. */
async function update(resource: string, { id, data, previousData, meta }: UpdateParams): Promise<UpdateResult> {
  const changed = Object.fromEntries(
    Object.entries(data).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(previousData?.[name])),
  )
  if (Object.keys(changed).length === 0) return { data: { ...previousData, id } }
  const version = previousData?.version === undefined ? {} : { version: previousData.version }
  const path = `${pathOf(resource, meta)}/${encodeURIComponent(id)}`
  return { data: withId(resource, await api.patch<object>(path, { ...version, ...changed }, meta?.options)) }
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let i = 0; i < items.length; i += AT_ONCE)
    results.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map(work))))
  return results
}

function asHttpError(problem: ApiProblem, t: Translate) {
  const body = problem.errors.length > 0 ? { errors: formErrors(problem.errors, t) } : {}
  return Object.assign(new HttpError(problemSentence(problem, t), problem.status, body), { problem })
}
