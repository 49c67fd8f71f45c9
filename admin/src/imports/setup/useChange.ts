import { useMutation, useQueryClient } from '@tanstack/react-query'
import { imports } from '../calls.ts'
import type { Import, ImportChange } from '../types.ts'

/** Changes of one import go one after the other, as they were made; each answer is the import as it then is. */
export function useChange(id: string) {
  const queryClient = useQueryClient()
  const { mutateAsync, isPending, error } = useMutation({
    scope: { id: `import:${id}` },
    mutationFn: (change: ImportChange) => imports.change(id, change),
    async onSuccess(after: Import) {
      queryClient.setQueryData(['api', `/imports/${id}`], after)
      await queryClient.invalidateQueries({ queryKey: ['api', `/imports/${id}/preview`] })
    },
  })
  /** True when the server took it; else `error` says why not. */
  const change = (values: ImportChange): Promise<boolean> =>
    mutateAsync(values).then(
      () => true,
      () => false,
    )
  return { change, busy: isPending, error }
}
export type Change = ReturnType<typeof useChange>['change']
