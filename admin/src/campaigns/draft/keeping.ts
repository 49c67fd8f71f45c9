import type { KeeperRules } from '../../data/keeper.ts'
import type { campaigns } from '../calls.ts'
import type { Campaign, Draft } from '../types.ts'

type Calls = Pick<typeof campaigns, 'change' | 'read'> & Pick<KeeperRules<Draft, Campaign>, 'onSaved'>

/** How the draft of a campaign is kept: a launched one is `conflict`, a draft no more. */
export const keeping = ({ change, read, onSaved }: Calls): KeeperRules<Draft, Campaign> => ({
  draftOf: ({ name, plan }) => ({ name, plan }),
  isNewer: (one, than) => one.version > than.version,
  send: ({ id, version }, part) => change(id, { version, ...part }),
  read: ({ id }) => read(id),
  goneBy: ['conflict', 'not_found'],
  onSaved,
})
