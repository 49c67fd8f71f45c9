import type { Static } from 'typebox'
import type { WorkspaceSchema } from '../../../../core/workspaces/schema.ts'
import { useApi } from '../../data/useApi.ts'

/** The workspace: its clock is the one of campaigns. */
export const useWorkspace = () => useApi<Static<typeof WorkspaceSchema>>('/workspace').data
