import { PAGES } from '../pages.ts'
import { MENU_GROUPS, type MenuEntry } from '../registry.ts'

const ENTRIES = PAGES.flatMap(({ menu }) => menu ?? [])

/** The menu of somebody with these permissions, group by group; groups without entries are left out. */
export function menuFor(permissions: readonly string[]): readonly (readonly MenuEntry[])[] {
  return MENU_GROUPS.map((group) =>
    ENTRIES.filter((entry) => entry.group === group && (!entry.needs || permissions.includes(entry.needs))).sort(
      (a, b) => a.order - b.order,
    ),
  ).filter((entries) => entries.length > 0)
}
