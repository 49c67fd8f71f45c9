import { runImport } from '../../../core/contacts/imports/run/run.ts'
import { openCore } from '../../../core/core.ts'

/** A worker that runs one import: told what by a message, killed by the test. */
process.once('message', async (message) => {
  const { config, workspaceId, importId, batchRows } = message as any
  const core = await openCore(config, { listen: false, name: 'import-child' })
  const result = await runImport(core, workspaceId, importId, new AbortController().signal, { batchRows })
  await core.close()
  process.send!({ result })
  process.disconnect()
})
