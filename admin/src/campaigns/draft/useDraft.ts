import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { campaigns } from '../calls.ts'
import type { Campaign, Draft, Plan } from '../types.ts'
import { createKeeper, type Keeper, type KeeperState } from './keeper.ts'

/** Drafts with something unsaved outlive their page: whoever comes back finds what could not be saved. */
const unsaved = new Map<string, Keeper>()

export interface DraftEditing extends KeeperState {
  readonly rename: (name: string) => void
  /** Undefined takes a part away. */
  readonly plan: (part: Partial<{ [K in keyof Plan]: Plan[K] | undefined }>) => void
  readonly save: () => Promise<boolean>
  readonly settle: (draft: Draft, theirs: Campaign) => Promise<boolean>
}

/** The draft of a campaign, kept on the server by itself: after a pause, at each step, on leave. */
export function useDraft(campaign: Campaign): DraftEditing {
  const client = useQueryClient()
  const [keeper] = useState(
    () =>
      unsaved.get(campaign.id) ??
      createKeeper(campaign, {
        ...campaigns,
        onSaved: (saved) => {
          client.setQueryData(['api', `/campaigns/${saved.id}`], saved)
          void client.invalidateQueries({ queryKey: ['campaigns'] })
        },
      }),
  )
  const state = useSyncExternalStore(keeper.watch, keeper.read)
  useEffect(() => keeper.adopt(campaign), [keeper, campaign])
  useLeaving(keeper, campaign.id)
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

function useLeaving(keeper: Keeper, id: string): void {
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (!keeper.isDirty()) return
      void keeper.save()
      // The browser asks whether to leave; by the time somebody has read that, it is saved.
      event.preventDefault()
    }
    window.addEventListener('beforeunload', leave)
    return () => {
      window.removeEventListener('beforeunload', leave)
      if (!keeper.isDirty()) return
      unsaved.set(id, keeper)
      void keeper.save().then((saved) => saved && unsaved.delete(id))
    }
  }, [keeper, id])
}
