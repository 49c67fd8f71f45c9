import { api } from '../data/api.ts'
import { upload } from '../data/upload.ts'
import type { Import, ImportChange, ImportUndo, PreviewRow } from './types.ts'

/** What can be asked of the API about imports. */
export const imports = {
  upload: (file: File, signal: AbortSignal, onProgress: (share: number) => void) =>
    upload<Import>('/imports', file, { signal, onProgress }),
  change: (id: string, change: ImportChange) => api.patch<Import>(`/imports/${id}`, change),
  preview: (id: string, signal: AbortSignal) =>
    api.post<{ rows: PreviewRow[] }>(`/imports/${id}/preview`, undefined, { signal }),
  start: (id: string) => api.post<Import>(`/imports/${id}/start`),
  cancel: (id: string) => api.post<Import>(`/imports/${id}/cancel`),
  undo: (id: string) => api.post<ImportUndo>(`/imports/${id}/undo`),
  rejects: async (id: string) => (await api.raw('GET', `/imports/${id}/rejects.csv`)).blob(),
}
