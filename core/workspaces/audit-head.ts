import { Problem } from '../errors.ts'
import type { Vault } from '../infra/crypto.ts'
import type { AuditHead } from './audit.ts'

/** A head as a receipt to keep: `<sequence>.<hash>.<our signature>`. */
export function writeHead(vault: Vault, workspaceId: string, head: AuditHead): string {
  const text = `${head.sequence}.${head.hash.toString('hex')}`
  return `${text}.${vault.sign('audit-head', `${workspaceId}.${text}`).toString('hex')}`
}

/** @throws Problem bad_request when this installation did not give it, or for another workspace. */
export function readHead(vault: Vault, workspaceId: string, receipt: string): AuditHead {
  const parts = /^((\d{1,15})\.([0-9a-f]{64}))\.([0-9a-f]{32})$/.exec(receipt)
  if (!parts || !vault.verify('audit-head', `${workspaceId}.${parts[1]}`, Buffer.from(parts[4]!, 'hex')))
    throw new Problem('bad_request', 'This head is not one that was given out for this workspace.')
  return { sequence: Number(parts[2]), hash: Buffer.from(parts[3]!, 'hex') }
}
