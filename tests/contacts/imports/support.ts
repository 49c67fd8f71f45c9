import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'
import { sweepImports } from '../../../core/contacts/imports/run/sweep.ts'
import { type Answer, createTestApp, type TestApp } from '../../support/app.ts'

export interface ImportWorld extends TestApp {
  upload(content: string | Buffer, name?: string): Promise<Answer>
  /** Uploads, sets options, starts and runs; gives the import as it is shown at the end. */
  run(content: string | Buffer, options?: Record<string, unknown>): Promise<any>
  /** Rows of the report without its header: line, column, code, reason, raw. */
  rejects(id: string): Promise<string[][]>
  query<T = any>(sql: string, ...bindings: any[]): Promise<T[]>
}

/** The app with uploads in a folder of its own. */
export async function createImportWorld(): Promise<ImportWorld> {
  const dataDir = await mkdtemp(join(inject('testFolder'), 'imports-'))
  const world = await createTestApp({ config: { dataDir } })
  const me = world.as('contributor')
  const upload = (content: string | Buffer, name = 'people.csv') => {
    const { body, type } = multipart(content, name)
    return me.request('POST', '/api/v1/imports', body, { 'content-type': type })
  }
  const query = async (sql: string, ...bindings: any[]) =>
    (await world.core.db.system((trx) => trx.raw(sql, bindings))).rows
  return {
    ...world,
    upload,
    query,
    async close() {
      await world.close()
      await rm(dataDir, { recursive: true, force: true })
    },
    async run(content, options) {
      const uploaded = await upload(content)
      if (uploaded.status !== 201) throw new Error(`upload: ${JSON.stringify(uploaded.body)}`)
      const url = `/api/v1/imports/${uploaded.body.id}`
      for (const [verb, answer] of [
        ['patch', options ? await me.patch(url, options) : null],
        ['start', await me.post(`${url}/start`)],
      ] as const)
        if (answer && answer.status >= 300) throw new Error(`${verb}: ${JSON.stringify(answer.body)}`)
      await sweepImports(world.core, new AbortController().signal)
      return (await me.get(url)).body
    },
    async rejects(id) {
      const { parse } = await import('csv-parse/sync')
      const answer = await me.get(`/api/v1/imports/${id}/rejects.csv`)
      return parse(answer.body, { bom: true }).slice(1) as string[][]
    },
  }
}

export function multipart(content: string | Buffer, name: string): { body: Buffer; type: string } {
  const boundary = 'carillon-test-boundary'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`
  return {
    body: Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  }
}

/** What must hold of every import: nothing refused is lost. */
export const sumOf = (totals: Record<string, number>) =>
  ['created', 'updated', 'unchanged', 'skipped', 'refused'].reduce((sum, name) => sum + totals[name]!, 0)
