import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { templates } from '../calls.ts'
import type { Check, Template } from '../types.ts'

export type CheckResult = UseQueryResult<Check>

/** What the server finds in the draft, asked again whenever it was saved. What is published has no mistakes. */
export const useCheck = ({ id, draftVersion, updatedAt }: Template): CheckResult =>
  useQuery({
    queryKey: ['api', `/templates/${id}/check`, updatedAt],
    queryFn: ({ signal }) => templates.check(id, signal),
    enabled: draftVersion !== null,
    placeholderData: keepPreviousData,
    // It may have been published meanwhile.
    retry: false,
  })
