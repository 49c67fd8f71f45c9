import { accounts } from './accounts/index.ts'
import { campaigns } from './campaigns/index.ts'
import { consent } from './consent/index.ts'
import { help } from './help/index.ts'
import { home } from './home/index.ts'
import { imports } from './imports/index.ts'
import { lists } from './lists/index.ts'
import { me } from './me/index.ts'
import { people } from './people/index.ts'
import type { PanelPage } from './registry.ts'
import { sandbox } from './sandbox/index.ts'
import { segments } from './segments/index.ts'
import { settings } from './settings/index.ts'
import { team } from './team/index.ts'
import { templates } from './templates/index.ts'

/** Every folder of pages. What stands here is loaded at once and is small; pages themselves come by route. */
export const PAGES: readonly PanelPage[] = [
  home,
  campaigns,
  templates,
  people,
  lists,
  segments,
  consent,
  imports,
  sandbox,
  team,
  accounts,
  help,
  settings,
  me,
]
