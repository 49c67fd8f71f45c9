import { MongoClient } from 'mongodb'
import type { Config } from '../../../config/env.ts'
import { type Finding, finding } from './finding.ts'

export async function checkMongo({ mongodbUrl }: Config): Promise<Finding[]> {
  if (!mongodbUrl) return [finding('ok', 'mongodb', 'Not configured; delivery events stay in PostgreSQL.')]
  const client = new MongoClient(mongodbUrl, { serverSelectionTimeoutMS: 5_000 })
  try {
    const { version } = await client.db().command({ buildInfo: 1 })
    return [finding('ok', 'mongodb', `Answers, version ${version}.`)]
  } catch (error) {
    const advice =
      'Is the server running, and are user, password and host in MONGODB_URL right? Sending goes on without it; events wait in PostgreSQL.'
    return [finding('fail', 'mongodb', `Does not answer: ${(error as Error).message}`, advice)]
  } finally {
    await client.close()
  }
}
