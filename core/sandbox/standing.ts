import { Problem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'

/** Whether the workspace has an account at a stand-in: without one nothing of it can arrive there. */
export async function hasSandboxAccount(trx: Trx, workspaceId: string): Promise<boolean> {
  return Boolean(await trx('accounts').where({ workspace_id: workspaceId, sandbox: true }).first('id'))
}

/** @throws Problem not_ready where there is none: the stand-ins serve all workspaces, and who does not use them leaves them alone. */
export async function requireSandboxAccount(trx: Trx, workspaceId: string): Promise<void> {
  if (!(await hasSandboxAccount(trx, workspaceId)))
    throw new Problem('not_ready', 'This workspace has no account at a stand-in. Add one first.')
}
