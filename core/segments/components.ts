import fp from 'fastify-plugin'
import { RuleSchema } from './rules.ts'
import * as schema from './schema.ts'

/** The named schemas of this room, for its own routes and for every room above. */
export const segmentComponents = fp(
  async (app) => {
    for (const one of [
      schema.CountSchema,
      schema.LastCountSchema,
      schema.ListSchema,
      schema.ListInputSchema,
      schema.ListChangeSchema,
      schema.PeopleChoiceSchema,
      schema.UsageSchema,
      RuleSchema,
      schema.SegmentSchema,
      schema.SegmentInputSchema,
      schema.SegmentChangeSchema,
      schema.SegmentPreviewInputSchema,
      schema.SegmentPreviewSchema,
    ])
      app.addSchema(one)
  },
  { name: 'segment-components', dependencies: ['contact-components'] },
)
