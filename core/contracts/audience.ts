import type { Json, Localized, ObjectSchema } from './common.ts'

/** Contact ids in ascending order, and where to go on; `next` is null at the end. */
export interface AudiencePage {
  readonly ids: readonly string[]
  readonly next: string | null
}

/**
 * Where people come from: lists, segments, or somebody else's system. Pages are keyset pages over contact ids, so that
 * an expansion that was killed goes on where it stopped and sees each person once.
 */
export interface AudienceSource {
  readonly id: string
  readonly label: Localized
  /** What a campaign stores to name an audience of this source. */
  readonly definition: ObjectSchema
  /** How many people it holds now. */
  count(definition: Record<string, Json>, host: AudienceHost): Promise<number>
  /** At most `limit` ids greater than `after` (null: from the start). The same `after` gives the same page while nobody changes. */
  page(definition: Record<string, Json>, host: AudienceHost, after: string | null, limit: number): Promise<AudiencePage>
  /**
   * Optional fast way: the audience as SQL over the workspace's own tables, giving one column `contact_id`.
   * Values only as parameters (`$1` …, numbered from `firstParameter`). Core then never pages.
   */
  sql?(
    definition: Record<string, Json>,
    firstParameter: number,
  ): { readonly text: string; readonly values: readonly unknown[] }
}

/** What core lends to an audience source: one workspace, read only. */
export interface AudienceHost {
  readonly workspaceId: string
  query(text: string, values: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
}
