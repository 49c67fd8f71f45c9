import Type from 'typebox'
import { Problem } from '../errors.ts'
import { withIdempotency } from '../http/idempotency.ts'
import { failures, Id, IdParams, Nullable, PageOf, StringEnum } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { FindingSchema } from './check/finding.ts'
import { createCampaign, deleteCampaign, updateCampaign } from './drafts.ts'
import { scheduleStart } from './jobs.ts'
import { checkLaunch, findCampaign, launchCampaign } from './launch.ts'
import { listCampaigns } from './list/list.ts'
import { CampaignItem, CampaignQuery } from './list/schema.ts'
import { showCampaign } from './model.ts'
import { campaignProgress } from './progress.ts'
import { CampaignPatch, CampaignSchema, CampaignWrite, ExplanationSchema, ProgressSchema } from './schema.ts'
import { cancelCampaign, duplicateCampaign, pauseCampaign, resumeCampaign } from './steer.ts'

const tags = ['campaigns']
const Launched = Type.Object(
  {
    runId: Id,
    state: StringEnum(['scheduled', 'running'] as const),
    dueAt: Type.String({ format: 'date-time' }),
    explanation: ExplanationSchema,
  },
  { $id: 'CampaignLaunched' },
)
const LaunchCheck = Type.Object(
  {
    ready: Type.Boolean(),
    problems: Type.Array(Type.Object({ field: Type.String(), code: Type.String(), message: Type.String() })),
    findings: Type.Array(FindingSchema, { description: 'The problems, then risks, then what is good to know' }),
    explanation: Nullable(ExplanationSchema),
  },
  { $id: 'CampaignCheck' },
)

/** /api/v1/campaigns */
export const campaignRoutes: Routes = async (app) => {
  const { core } = app
  core.live.registerSnapshot('campaign', (workspaceId, id) => campaignProgress(core, workspaceId, id))

  app.get(
    '/',
    {
      config: { permission: 'campaigns:read' },
      schema: {
        tags,
        summary: 'List campaigns with what they came to',
        querystring: CampaignQuery,
        response: { 200: PageOf(CampaignItem), ...failures(400, 401, 403) },
      },
    },
    (request) => listCampaigns(core, request.actor.workspaceId, request.query),
  )

  app.post(
    '/',
    {
      config: { permission: 'campaigns:write' },
      schema: {
        tags,
        summary: 'Create a draft',
        body: CampaignWrite,
        response: { 201: CampaignSchema, ...failures(401, 403, 422) },
      },
    },
    async (request, reply) => {
      const row = await createCampaign(core, request.actor, request.body)
      return reply.code(201).send(showCampaign(row))
    },
  )

  app.get(
    '/:id',
    {
      config: { permission: 'campaigns:read' },
      schema: {
        tags,
        summary: 'One campaign',
        params: IdParams,
        response: { 200: CampaignSchema, ...failures(401, 403, 404) },
      },
    },
    async (request) =>
      showCampaign(
        await core.db.tenant(request.actor.workspaceId, (trx) =>
          findCampaign(trx, request.actor.workspaceId, request.params.id),
        ),
      ),
  )

  app.patch(
    '/:id',
    {
      config: { permission: 'campaigns:write' },
      schema: {
        tags,
        summary: 'Change a draft',
        params: IdParams,
        body: CampaignPatch,
        response: { 200: CampaignSchema, ...failures(401, 403, 404, 409, 422) },
      },
    },
    async (request) => showCampaign(await updateCampaign(core, request.actor, request.params.id, request.body)),
  )

  app.delete(
    '/:id',
    {
      config: { permission: 'campaigns:write' },
      schema: {
        tags,
        summary: 'Delete a draft',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      await deleteCampaign(core, request.actor, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/:id/check',
    {
      config: { permission: 'campaigns:read' },
      schema: {
        tags,
        summary: 'What is missing before launch, who would get it, and why others would not',
        params: IdParams,
        response: { 200: LaunchCheck, ...failures(401, 403, 404) },
      },
    },
    (request) => checkLaunch(core, request.actor.workspaceId, request.params.id),
  )

  app.post(
    '/:id/launch',
    {
      config: { permission: 'campaigns:launch' },
      schema: {
        tags,
        summary: 'Launch: once, whoever asks first',
        description: 'With `Idempotency-Key` a repeated request gets the first answer.',
        params: IdParams,
        response: { 200: Launched, ...failures(401, 403, 404, 409, 422) },
      },
    },
    (request, reply) =>
      withIdempotency(request, reply, (trx) =>
        launchCampaign(core, request.actor, (request.params as { id: string }).id, trx),
      ).then(async (launched) => {
        await scheduleStart(
          core.agenda,
          { workspaceId: request.actor.workspaceId, runId: launched.runId },
          new Date(launched.dueAt),
        )
        return launched
      }),
  )

  const steer = { pause: pauseCampaign, resume: resumeCampaign, cancel: cancelCampaign }
  const says = {
    pause: 'Pause: no new message is begun after the answer',
    resume: 'Resume: the same run goes on, nobody gets it twice',
    cancel: 'Cancel what has not left, for good',
  }
  for (const verb of ['pause', 'resume', 'cancel'] as const)
    app.post(
      `/:id/${verb}`,
      {
        config: { permission: 'campaigns:launch' },
        schema: {
          tags,
          summary: says[verb],
          params: IdParams,
          response: { 200: CampaignSchema, ...failures(401, 403, 404, 409) },
        },
      },
      async (request) => showCampaign(await steer[verb](core, request.actor, (request.params as { id: string }).id)),
    )

  app.post(
    '/:id/duplicate',
    {
      config: { permission: 'campaigns:write' },
      schema: {
        tags,
        summary: 'A new draft with the same plan',
        params: IdParams,
        response: { 201: CampaignSchema, ...failures(401, 403, 404) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(showCampaign(await duplicateCampaign(core, request.actor, request.params.id))),
  )

  app.get(
    '/:id/progress',
    {
      config: { permission: 'campaigns:read' },
      schema: {
        tags,
        summary: 'How many messages stand in each state; the sum is the audience',
        params: IdParams,
        response: { 200: ProgressSchema, ...failures(401, 403, 404, 409) },
      },
    },
    async (request) => {
      const { workspaceId } = request.actor
      await core.db.tenant(workspaceId, (trx) => findCampaign(trx, workspaceId, request.params.id))
      const progress = await campaignProgress(core, workspaceId, request.params.id)
      if (!progress) throw new Problem('conflict', 'The campaign has not been launched.')
      return progress
    },
  )
}
