import type { Page } from 'playwright-core'

/** When the demo was made, as the pictures have it. */
export const SHOWN_AT = new Date('2026-11-17T09:30:00Z')
/** Some hours later the page looks: on a slow machine it is `2 hours ago` all the same. */
const LOOKED_AT = new Date(SHOWN_AT.getTime() + 2.5 * 3_600_000)
const DAY_MS = 86_400_000

/**
 * - moments: what happened when the demo was made is seen to have happened at SHOWN_AT.
 * - days: whole days only, so that times of day which somebody chose stay.
 */
export type Moving = 'moments' | 'days'

/** Moves every time between the page and the server, so that the page lives at LOOKED_AT whenever the pictures are taken. */
export async function moveTime(page: Page, madeAt: Date): Promise<(moving: Moving) => void> {
  const moments = SHOWN_AT.getTime() - madeAt.getTime()
  const days = Math.round(moments / DAY_MS) * DAY_MS
  let delta = moments
  const toPage = (text: string) => moved(text, delta, days).replace(KEY, SHOWN_KEY).replace(SELECTOR, 'carillon-2026a1')
  const toServer = (text: string) => moved(text, -delta, -days)
  await page.clock.setFixedTime(LOOKED_AT)
  await page.route('**/api/v1/**', async (route) => {
    const request = route.request()
    const body = request.postData()
    const isJson = (request.headers()['content-type'] ?? '').includes('json')
    const answer = await route.fetch({
      url: toServer(request.url()),
      ...(body && isJson ? { postData: toServer(body) } : {}),
    })
    if (!(answer.headers()['content-type'] ?? '').includes('json')) return route.fulfill({ response: answer })
    return route.fulfill({ response: answer, body: toPage(await answer.text()) })
  })
  await page.routeWebSocket(/\/api\/v1\//, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => socket.send(typeof message === 'string' ? toPage(message) : message))
  })
  return (moving) => {
    delta = moving === 'days' ? days : moments
  }
}

/** Keys of domains are new each time. */
const KEY = /p=[A-Za-z0-9+/]{100,}={0,2}/g
const SELECTOR = /\bcarillon-[0-9a-f]{6}\b/g
const SHOWN_KEY = `p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A${'Carillon'.repeat(24)}IDAQAB`

const TIME = /\b(20\d\d-\d\d-\d\d)(T\d\d(?::|%3A)\d\d(?:(?::|%3A)\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?/g

/** Moments by `ms`; days, and times on nobody's clock in particular, by the whole `days`. */
function moved(text: string, ms: number, days: number): string {
  return text.replace(TIME, (whole: string, day: string, time: string | undefined, zone: string | undefined) => {
    if (time && zone) {
      const at = Date.parse(whole.replaceAll('%3A', ':'))
      return Number.isNaN(at) ? whole : new Date(at + ms).toISOString()
    }
    const at = Date.parse(`${day}T00:00:00Z`)
    return Number.isNaN(at) ? whole : new Date(at + days).toISOString().slice(0, 10) + (time ?? '')
  })
}
