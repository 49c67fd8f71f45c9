/**
 * A client as a process of its own: asks for the pages of one list, one after the other, at a fixed pace whatever the
 * answers take (open loop). A request's time counts from the moment it was due, so that a stall is not hidden.
 */
import { Agent, get } from 'node:http'

export interface LoopInput {
  readonly url: string
  readonly token: string
  readonly perSecond: number
  readonly seconds: number
}

/** When each request was due (ms since the epoch) and how long until its whole answer was there (ms). */
export interface LoopResult {
  readonly due: readonly number[]
  readonly ms: readonly number[]
  readonly failed: readonly string[]
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

process.on('message', async (input) => process.send!(await loop(input as LoopInput)))
process.once('disconnect', () => process.exit(0))

async function loop({ url, token, perSecond, seconds }: LoopInput): Promise<LoopResult> {
  const result = { due: [] as number[], ms: [] as number[], failed: [] as string[] }
  const total = perSecond * seconds
  const begun = performance.now()
  const epoch = Date.now()
  let cursor = ''
  const running: Promise<void>[] = []
  const one = async (offset: number) => {
    try {
      const next = await ask(cursor ? `${url}&cursor=${cursor}` : url, token)
      cursor = next ?? ''
      result.due.push(epoch + offset)
      result.ms.push(performance.now() - begun - offset)
    } catch (error) {
      result.failed.push(String(error))
    }
  }
  for (let sent = 0; sent < total; ) {
    const offset = (sent * 1000) / perSecond
    const early = begun + offset - performance.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    else {
      running.push(one(offset))
      sent++
    }
  }
  await Promise.all(running)
  return result
}

function ask(url: string, token: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        text += part
      })
      answer.on('error', reject)
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text).next)
        else reject(new Error(`${answer.statusCode} ${text.slice(0, 200)}`))
      })
    })
    request.on('error', reject)
  })
}
