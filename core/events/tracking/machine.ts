import { isbot } from 'isbot'

/** A click or open sooner than this after the message left or arrived is a scanner or a prefetch (reliability.md X1, X2). */
export const CLICK_TOO_SOON_MS = 2_000
export const OPEN_TOO_SOON_MS = 5_000

/** Security gateways that follow links before the person may; those that name themselves. */
const SCANNERS =
  /barracuda|proofpoint|mimecast|forcepoint|fireeye|trellix|trendmicro|symantec|messagelabs|sophos|safelinks|urldefense|cloudmark|zscaler|checkpoint|paloalto|ironport|cisco[- ]?secure|bitdefender|kaspersky|eset|virustotal|urlscan|google-?safety|microsoft office|ms-?office|skypeuripreview|slackbot|whatsapp|telegrambot|facebookexternalhit|linkedinbot|twitterbot/i

/** Mail providers that fetch images themselves, for all their users. Apple's Mail Privacy Protection says just 'Mozilla/5.0'. */
const IMAGE_PROXIES = /googleimageproxy|ggpht\.com|yahoomailproxy|yahoocachesystem|^mozilla\/5\.0$/i

/** What of a request tells software from people. */
export interface Visit {
  readonly method: string
  readonly userAgent: string | undefined
  /** `Purpose`, `Sec-Purpose`, `X-Purpose` and `X-Moz` together. */
  readonly purpose: string
}

/** The visit names itself as software, or does what no person does. */
export function isMachineVisit({ method, userAgent = '', purpose }: Visit): boolean {
  const agent = userAgent.slice(0, 500).trim()
  return method !== 'GET' || agent === '' || /prefetch|preview/i.test(purpose) || SCANNERS.test(agent) || isbot(agent)
}

/** As `isMachineVisit`, for the pixel: image proxies fetch it whether or not somebody looks. */
export function isMachineOpen(visit: Visit): boolean {
  return IMAGE_PROXIES.test((visit.userAgent ?? '').slice(0, 500).trim()) || isMachineVisit(visit)
}

/** All links of a message, or three of many, within the window in which one person's hits are gathered (2 s). */
export function isSweep(followed: ReadonlySet<number>, links: number): boolean {
  return links > 1 && followed.size >= Math.min(links, 3)
}
