import Type from 'typebox'
import { Nullable, Timestamp } from '../../http/schemas.ts'

export const DraftWaves = Type.Object(
  {
    timeZone: Type.String({ description: "The workspace's; also of people whose own is not known" }),
    waves: Type.Array(
      Type.Object({
        timeZone: Nullable(Type.String({ description: 'Null: not known' })),
        dueAt: Timestamp,
        messages: Type.Integer({ minimum: 1 }),
        quiet: Type.Boolean({ description: 'Due in their quiet hours: these messages wait for the end of them' }),
      }),
      { description: 'In the order in which they are due' },
    ),
  },
  { $id: 'CampaignDraftWaves', description: 'What a schedule comes to, by the time zones of those who would get it' },
)
