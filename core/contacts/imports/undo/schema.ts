import { type Static, Type } from 'typebox'
import { Nullable, StringEnum, Timestamp } from '../../../http/schemas.ts'
import { KEPT_BECAUSE } from './judge.ts'

const Count = (description: string) => Type.Integer({ minimum: 0, description })

const WHY: Readonly<Record<(typeof KEPT_BECAUSE)[number], string>> = {
  held: 'They are on hold or objected',
  messages: 'Something was written to them, or was to be',
  consent: 'They, or somebody for them, said something about consent since',
  edited: 'They were changed since',
  addresses: 'An address was added or changed since',
  lists: 'They were put on a list since',
}

/** One shape for what would be taken back, what was so far, and what was in the end. */
export const ImportUndoSchema = Type.Object(
  {
    state: StringEnum(['possible', 'undoing', 'undone'] as const, {
      description: 'possible: nothing was done yet, the counts are a forecast',
    }),
    at: Nullable(Timestamp),
    people: Count('People whom the import made and nobody touched since: removed, with their addresses'),
    kept: Type.Object(
      Object.fromEntries(KEPT_BECAUSE.map((reason) => [reason, Count(WHY[reason])])) as Record<
        (typeof KEPT_BECAUSE)[number],
        ReturnType<typeof Count>
      >,
      { description: 'People whom the import made and who stay, by the first reason that applies' },
    ),
    consents: Count('Consents that the file gave and that still stood: withdrawn by an event of its own'),
    memberships: Count('Memberships of people who stay: ended'),
    addresses: Count('Addresses given to people who were there before: removed'),
    addressesKept: Count('Such addresses that stay: somebody wrote to the person or changed them since'),
    fieldsKept: Count(
      'People who were there before and had fields filled or overwritten. What stood there before is not recorded: the fields stay',
    ),
    stopsKept: Count('Addresses that the file said may not be written to: they stay stopped'),
  },
  { $id: 'ImportUndo', description: 'What taking an import back does. Lists and attributes that it made stay' },
)
export type ImportUndo = Static<typeof ImportUndoSchema>
