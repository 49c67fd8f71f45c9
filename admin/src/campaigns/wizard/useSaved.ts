import { useEffect } from 'react'
import type { DraftEditing } from '../draft/useDraft.ts'

/** For steps that ask the server about the draft: what is seen here is what stands there. */
export function useSaved(editing: DraftEditing): void {
  const { save } = editing
  useEffect(() => void save(), [save])
}
