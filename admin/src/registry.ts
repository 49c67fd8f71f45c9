import type { ComponentType } from 'react'
import type { Localized } from '../../core/contracts/common.ts'
import type { Permission } from '../../core/workspaces/permissions.ts'
import type { PageMessages } from './i18n/provider.ts'

/** Who may see it; without: everybody who is signed in. */
interface Guarded {
  readonly needs?: Permission
}

/** Pages of the user guide: docs/guide/<language>/<name>.md. */
export type GuidePageName =
  | 'first-campaign'
  | 'import'
  | 'lists-and-segments'
  | 'templates'
  | 'schedule'
  | 'watch'
  | 'sandbox'
  | 'accounts'
  | 'consent'
  | 'team'

export interface PageRoute extends Guarded {
  /** As react-router reads it: `/people/:id`. */
  readonly path: string
  readonly page: () => Promise<{ readonly default: ComponentType }>
  /** Where it is not the folder's. */
  readonly help?: GuidePageName
}

export interface MenuEntry extends Guarded {
  readonly label: Localized
  readonly icon: ComponentType
  readonly to: string
  readonly group: MenuGroup
  /** Place within the group. */
  readonly order: number
}

/** Entries of the command palette, besides those of the menu. */
export interface PanelCommand extends Guarded {
  readonly label: Localized
  readonly to: string
}

/** What the palette finds while typing. Asked at most twice a second; at most a handful of answers. */
export interface PanelSearch extends Guarded {
  readonly label: Localized
  readonly find: (
    text: string,
    signal: AbortSignal,
  ) => Promise<readonly { readonly text: string; readonly to: string }[]>
}

export const MENU_GROUPS = ['work', 'audience', 'setup'] as const
export type MenuGroup = (typeof MENU_GROUPS)[number]

/** What one folder offers to the panel; its `index.ts` exports it, pages.ts lists it. */
export interface PanelPage {
  /** The folder, and the namespace of its messages: `people` → `people.title`. */
  readonly name: string
  readonly messages: () => Promise<{ readonly default: PageMessages }>
  readonly routes: readonly PageRoute[]
  /** The page of the guide behind the question mark beside each title of the folder. */
  readonly help?: GuidePageName
  readonly menu?: MenuEntry
  readonly commands?: readonly PanelCommand[]
  readonly search?: PanelSearch
}
