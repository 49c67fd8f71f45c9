/** What people's programs call themselves; the tracker takes others for machines. */
const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
]
const PATIENCE_MS = 10_000

/** RFC 8058 §3.2: the body that a mail program posts. */
export const oneClick: RequestInit = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'List-Unsubscribe=One-Click',
}

/**
 * Goes to an address in a message as the person's own program would; a redirect is not followed, its target may be
 * anywhere. Gives the status and where the person was sent.
 * @throws when nobody answers
 */
export async function visit(
  url: string,
  person: string,
  { signal, ...init }: RequestInit = {},
): Promise<{ status: number; location: string | null }> {
  const limit = AbortSignal.timeout(PATIENCE_MS)
  const answer = await fetch(url, {
    ...init,
    redirect: 'manual',
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    headers: { 'user-agent': BROWSERS[person.length % BROWSERS.length]!, ...init.headers },
  })
  await answer.body?.cancel()
  return { status: answer.status, location: answer.headers.get('location') }
}

/** Our own addresses in a message. */
export interface OwnAddresses {
  readonly clicks: readonly string[]
  readonly pixel: string | null
  readonly unsubscribe: string | null
}

/** Finds them in a message as it was sent; soft line breaks of quoted-printable are undone first. */
export function addressesIn(raw: string, trackingUrl: string): OwnAddresses {
  const text = raw.replace(/=\r?\n/g, '')
  const base = trackingUrl.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const all = [...new Set(text.match(new RegExp(`${base}/(?:c/[\\w-]{64}/\\d{1,4}|[ou]/[\\w-]{64})`, 'g')))]
  const kind = (letter: string) => all.filter((url) => url.startsWith(`${trackingUrl}/${letter}/`))
  return { clicks: kind('c'), pixel: kind('o')[0] ?? null, unsubscribe: kind('u')[0] ?? null }
}

/** The number of a link as it stands at the end of its click address. */
export const linkNumber = (url: string): number => Number(url.slice(url.lastIndexOf('/') + 1))
