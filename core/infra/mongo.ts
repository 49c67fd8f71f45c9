import { MongoClient, type MongoClientOptions } from 'mongodb'

/** A server that is away must be known soon: the shipper backs off, a reader gets 503. All below the 60 s an idle transaction lives. */
const OPTIONS: MongoClientOptions = {
  appName: 'carillon',
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 20_000,
  maxPoolSize: 8,
  // The driver's own retry of a write needs a replica set; ours is by event id.
  retryWrites: false,
}

/** A client that connects at its first command; the database is the one in the address, else `carillon`. */
export function openMongo(url: string) {
  const client = new MongoClient(url, OPTIONS)
  const named = client.options.dbName && client.options.dbName !== 'test'
  return { client, db: client.db(named ? client.options.dbName : 'carillon') }
}
