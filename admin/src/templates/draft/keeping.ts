import type { KeeperRules } from '../../data/keeper.ts'
import type { templates } from '../calls.ts'
import type { Draft, Opened } from '../types.ts'
import { draftOf } from './difference.ts'

type Calls = Pick<typeof templates, 'change' | 'open'> & Pick<KeeperRules<Draft, Opened>, 'onSaved'>

/** How a template is kept while it is edited. */
export const keeping = ({ change, open, onSaved }: Calls): KeeperRules<Draft, Opened> => ({
  draftOf,
  isNewer: (one, than) => one.template.updatedAt > than.template.updatedAt,
  send: async ({ template, contents }, part) => ({
    template: await change(template.id, { ...part, basedOn: template.updatedAt }),
    contents: part.contents ?? contents,
  }),
  read: ({ template }) => open(template.id),
  goneBy: ['not_found'],
  onSaved,
})
