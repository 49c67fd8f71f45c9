import { createMongoLog } from '../../core/events/mongo-log.ts'
import { shipBatch } from '../../core/events/ship.ts'
import { openDatabase } from '../../core/infra/postgres.ts'

/** A shipper that dies by SIGKILL after the events have arrived far, and before they are deleted here. */
const [databaseUrl, mongoUrl] = process.argv.slice(2) as [string, string]
const far = createMongoLog(mongoUrl)
await shipBatch(openDatabase({ url: databaseUrl }), {
  ...far,
  async append(events) {
    await far.append(events)
    process.kill(process.pid, 'SIGKILL')
    return new Promise<number>(() => {})
  },
})
