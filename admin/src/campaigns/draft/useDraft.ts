import { useQueryClient } from '@tanstack/react-query'
import type { KeeperState } from '../../data/keeper.ts'
import { type Unsaved, useKeeper } from '../../data/useKeeper.ts'
import { campaigns } from '../calls.ts'
import type { Campaign, Draft, Plan } from '../types.ts'
import { keeping } from './keeping.ts'

const unsaved: Unsaved<Draft, Campaign> = new Map()

export interface DraftEditing extends KeeperState<Draft, Campaign> {
  readonly rename: (name: string) => void
  /** Undefined takes a part away. */
  readonly plan: (part: Partial<{ [K in keyof Plan]: Plan[K] | undefined }>) => void
  readonly save: () => Promise<boolean>
  readonly settle: (draft: Draft, theirs: Campaign) => Promise<boolean>
}

/** The draft of a campaign, kept on the server by itself: after a pause, at each step, on leave. */
export function useDraft(campaign: Campaign): DraftEditing {
  const client = useQueryClient()
  const { keeper, state } = useKeeper(
    unsaved,
    campaign.id,
    campaign,
    keeping({
      ...campaigns,
      onSaved: (saved) => {
        client.setQueryData(['api', `/campaigns/${saved.id}`], saved)
        void client.invalidateQueries({ queryKey: ['campaigns'] })
      },
    }),
  )
  return {
    ...state,
    rename: (name) => keeper.change({ name }),
    plan: (part) => {
      const next = Object.entries({ ...keeper.read().draft.plan, ...part }).filter(([, value]) => value !== undefined)
      keeper.change({ plan: Object.fromEntries(next) as Plan })
    },
    save: keeper.save,
    settle: keeper.settle,
  }
}
