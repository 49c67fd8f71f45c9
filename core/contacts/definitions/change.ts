import { type FieldProblem, invalid, notFound, Problem, sqlState } from '../../errors.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { byName, type Definitions, MOST_ATTRIBUTES } from '../attributes.ts'
import { AttributeRow } from '../model.ts'
import type { AttributeChange, AttributeInput } from '../schema.ts'
import { textProblem } from '../text.ts'

/** What the workspace declared, by name. */
export async function readDefinitions(trx: Trx, workspaceId: string): Promise<Definitions> {
  return byName(await AttributeRow.query(trx).where({ workspace_id: workspaceId }).orderBy('name'))
}

/** Declares an attribute. Name, type and whether it is sensitive stay as they are for ever. */
export async function declareAttribute(trx: Trx, actor: Actor, input: AttributeInput): Promise<void> {
  const { workspaceId } = actor
  refuseBadChoices(input.type, input.choices)
  const [{ count }] = await trx('attribute_definitions').where({ workspace_id: workspaceId }).count<any>('* as count')
  if (Number(count) >= MOST_ATTRIBUTES)
    throw new Problem('conflict', `A workspace has at most ${MOST_ATTRIBUTES} attributes.`)
  try {
    await AttributeRow.query(trx).insert({
      workspaceId,
      name: input.name,
      type: input.type,
      label: input.label ?? {},
      choices: input.choices ?? null,
      sensitive: input.sensitive ?? false,
    })
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    const errors = [{ field: '/name', code: 'taken', message: 'is declared already' }]
    throw new Problem('already_exists', 'This attribute exists already.', { errors, cause: error })
  }
  await audit(trx, actor, { action: 'attribute.declare', objectType: 'attribute', objectId: input.name, after: input })
}

/** Changes label and choices. People keep the choice they have, also when it is no longer offered. */
export async function changeAttribute(trx: Trx, actor: Actor, name: string, change: AttributeChange): Promise<void> {
  const row = await findAttribute(trx, actor.workspaceId, name)
  if (change.choices) refuseBadChoices(row.type, change.choices)
  await AttributeRow.query(trx).where({ workspace_id: actor.workspaceId, name }).patch(change)
  await audit(trx, actor, {
    action: 'attribute.update',
    objectType: 'attribute',
    objectId: name,
    before: { label: row.label, choices: row.choices },
    after: change,
  })
}

/** Takes a declaration back. Refused while people have a value, unless the values are to go too, and while a segment asks for it. */
export async function removeAttribute(
  trx: Trx,
  actor: Actor,
  name: string,
  options: { dropValues: boolean },
): Promise<void> {
  const { workspaceId } = actor
  const row = await findAttribute(trx, workspaceId, name)
  const { rows: users } = await trx.raw(
    "SELECT name FROM segments WHERE workspace_id = ? AND jsonb_path_exists(rules, '$.**.attribute \\? (@ == $name)', jsonb_build_object('name', ?::text)) ORDER BY name LIMIT 10",
    [workspaceId, name],
  )
  if (users.length)
    throw new Problem(
      'conflict',
      `Segments ask for this attribute: ${users.map((s: { name: string }) => s.name).join(', ')}.`,
    )
  const column = row.sensitive ? 'sealed' : 'attributes'
  const holders = () => trx('contacts').where({ workspace_id: workspaceId }).whereRaw('?? \\? ?', [column, name])
  if (options.dropValues)
    await holders().update({ [column]: trx.raw('?? - ?::text', [column, name]), updated_at: trx.fn.now() })
  else if (await holders().first('id'))
    throw new Problem(
      'conflict',
      'People have a value of this attribute. Ask for ?dropValues=true to take the values away too.',
    )
  await AttributeRow.query(trx).where({ workspace_id: workspaceId, name }).delete()
  await audit(trx, actor, {
    action: 'attribute.remove',
    objectType: 'attribute',
    objectId: name,
    before: { type: row.type, sensitive: row.sensitive },
    after: options,
  })
}

async function findAttribute(trx: Trx, workspaceId: string, name: string): Promise<AttributeRow> {
  const row = await AttributeRow.query(trx).findOne({ workspace_id: workspaceId, name }).forUpdate()
  if (!row) throw notFound('attribute')
  return row
}

function refuseBadChoices(type: string, choices: readonly string[] | undefined): void {
  const problems: FieldProblem[] = []
  if (type === 'choice' && !choices?.length)
    problems.push({
      field: '/choices',
      code: 'required',
      message: "an attribute of type 'choice' needs at least one choice",
    })
  if (type !== 'choice' && choices)
    problems.push({ field: '/choices', code: 'not_here', message: "only an attribute of type 'choice' has choices" })
  choices?.forEach((choice, index) => {
    const problem =
      textProblem(choice, 200) ??
      (choice.trim() === choice ? undefined : { code: 'blank', message: 'begins or ends with blanks' })
    if (problem) problems.push({ field: `/choices/${index}`, ...problem })
  })
  if (problems.length) throw invalid(problems)
}
