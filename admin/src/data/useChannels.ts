import type { Localized } from '../../../core/contracts/common.ts'
import { useApi } from './useApi.ts'

/** What a mounted channel tells of itself. Its content schema draws editors; nothing else is known of it here. */
export interface ChannelAnswer {
  readonly id: string
  readonly label: Localized
  readonly addressKind: string
  readonly content: object
  readonly consent: { readonly basis: string; readonly keywords: boolean }
}

export const useChannels = (): readonly ChannelAnswer[] =>
  useApi<{ data: ChannelAnswer[] }>('/channels').data?.data ?? []
