import { type Client, enter, listen } from '../../live/socket-client.ts'
import type { TestApp } from '../../support/app.ts'

const urls = new WeakMap<TestApp, Promise<string>>()

/** A live socket of the reader; the app listens from the first one on. */
export async function connectLive(t: TestApp): Promise<Client> {
  if (!urls.has(t)) urls.set(t, listen(t))
  return enter(t, await urls.get(t)!, 'reader')
}
