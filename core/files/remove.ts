import type { Core } from '../context.ts'
import { notFound, Problem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import { createStorage } from '../infra/storage.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { refuseUnderHold } from '../workspaces/workspace.ts'
import { PURPOSE } from './upload.ts'

const MOST_NAMED = 10

/**
 * Deletes an upload and its bytes. What a draft or a published version names, or what messages still have to be sent with, stays:
 * published versions prove what was sent. @throws Problem not_found; conflict naming each place
 */
export async function removeFile(core: Core, actor: Actor, id: string): Promise<void> {
  const { workspaceId } = actor
  const path = await core.db.tenant(workspaceId, async (trx) => {
    const row = await trx('files')
      .where({ workspace_id: workspaceId, id, purpose: PURPOSE })
      .forUpdate()
      .first('name', 'type', 'size', 'sha256', 'path')
    if (!row) throw notFound('file')
    await refuseUnderHold(trx, workspaceId)
    const places = await placesOf(trx, workspaceId, id)
    if (places.length)
      throw new Problem('conflict', `The file "${row.name}" is in use: ${places.slice(0, MOST_NAMED).join(', ')}.`, {
        errors: places.map((message) => ({ field: '/', code: 'in_use', message })),
      })
    await trx('files').where({ workspace_id: workspaceId, id }).delete()
    const before = { name: row.name, type: row.type, size: Number(row.size), sha256: row.sha256.toString('hex') }
    await audit(trx, actor, { action: 'file.remove', objectType: 'file', objectId: id, before })
    return row.path as string
  })
  // After the commit: a row without bytes would be a broken promise, bytes without a row are only lost space.
  await createStorage(core.config.dataDir).remove(path)
}

/** Versions of templates, and runs that are not over, whose content names the file. */
async function placesOf(trx: Trx, workspaceId: string, id: string): Promise<string[]> {
  const names = (column: string) => trx.raw('strpos(??::text, ?) > 0', [column, id])
  const versions: { name: string; number: number; published: boolean }[] = await trx('template_versions as v')
    .join('templates as t', (join) => join.on('t.workspace_id', 'v.workspace_id').andOn('t.id', 'v.template_id'))
    .where({ 'v.workspace_id': workspaceId })
    .where(names('v.contents'))
    .orderBy(['t.name', 'v.number'])
    .limit(50)
    .select('t.name', 'v.number', { published: trx.raw('v.published_at IS NOT NULL') })
  const runs: { name: string | null }[] = await trx('run_steps as s')
    .join('runs as r', (join) => join.on('r.workspace_id', 's.workspace_id').andOn('r.id', 's.run_id'))
    .leftJoin('campaigns as c', (join) => join.on('c.workspace_id', 'r.workspace_id').andOn('c.id', 'r.campaign_id'))
    .where({ 's.workspace_id': workspaceId })
    .whereIn('r.state', ['expanding', 'running', 'paused'])
    .where(names('s.content'))
    .distinct()
    .limit(50)
    .select('c.name')
  return [
    ...versions.map(
      ({ name, number, published }) => `template “${name}” (${published ? `version ${number}` : 'draft'})`,
    ),
    ...runs.map(({ name }) => (name ? `campaign “${name}”` : 'a message that is on its way')),
  ]
}
