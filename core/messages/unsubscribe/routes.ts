import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { createLinkSigner, type MessageToken } from '../../events/tokens.ts'
import { preferredLanguage, unknownLinkPage } from '../../events/tracking/page.ts'
import type { Routes } from '../../http/types.ts'
import { CONFIRM, donePage, type Language, PAGE_POLICY, type PageContext, questionPage } from './page.ts'
import { channelLabel, findTarget, languagesOf, type UnsubscribeTarget, unsubscribe } from './unsubscribe.ts'

/** RFC 8058 §3.1: one field of 26 bytes; a multipart body around it stays below this. */
const BODY_LIMIT = 16_384

/**
 * The address behind List-Unsubscribe and the link in a message. Public: the signature in the token is the right to call it.
 * Without limit: an unsubscription that is refused is a message against somebody's will, and a wrong token costs 3 µs.
 */
const config = { public: true, limit: false } as const
// No schema errors here: whatever is wrong with an address, the person gets the same page.
const schema = { hide: true, params: Type.Object({ token: Type.String() }) }

interface Found {
  readonly token: MessageToken
  readonly target: UnsubscribeTarget
}

/** Registered without prefix; GET and HEAD show a page and change nothing (scanners follow links), POST unsubscribes. */
export const unsubscribeRoutes: Routes = async (app) => {
  const { core } = app
  const signer = createLinkSigner(core)
  // In this room only, and read by us: no other type of body is an error that a mail program could understand.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  )

  const find = async (request: FastifyRequest): Promise<Found | null> => {
    const token = signer.readToken((request.params as { token: string }).token)
    const target = token && (await findTarget(core, token))
    return target ? { token, target } : null
  }
  const contextOf = async ({ token, target }: Found, request: FastifyRequest): Promise<PageContext> => {
    const known = (await languagesOf(core, target, token)).map((locale) => locale.split('-')[0]!.toLowerCase())
    const language = known.find((one): one is Language => ['en', 'fr', 'es'].includes(one))
    return {
      language: language ?? preferredLanguage(request.headers['accept-language']),
      from: target.workspaceName,
      channel: channelLabel(core, target.channel),
    }
  }

  app.get('/u/:token', { config, schema }, async (request, reply) => {
    const found = await find(request)
    if (!found) return unknown(request, reply)
    return html(reply, questionPage(await contextOf(found, request)))
  })

  app.post('/u/:token', { config, schema, bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const found = await find(request)
    if (!found) return unknown(request, reply)
    const source = await sourceOf(request)
    if (!source) return html(reply.code(400), questionPage(await contextOf(found, request)))
    const { ip, headers } = request
    await unsubscribe(core, found.target, { source, ip, userAgent: headers['user-agent'] })
    if (source === 'one_click') return uncached(reply).type('text/plain; charset=utf-8').send('Unsubscribed.\n')
    return html(reply, donePage(await contextOf(found, request)))
  })
}

/** What the body says: a mail program's one click (RFC 8058 §3.2, either encoding), our page's button, or neither. */
async function sourceOf(request: FastifyRequest): Promise<'one_click' | 'page' | null> {
  const type = request.headers['content-type'] ?? ''
  if (!Buffer.isBuffer(request.body) || !/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type))
    return null
  try {
    const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData()
    if (form.get('List-Unsubscribe') === 'One-Click') return 'one_click'
    return form.get(CONFIRM) === '1' ? 'page' : null
  } catch {
    return null
  }
}

const uncached = (reply: FastifyReply) =>
  reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' })

const html = (reply: FastifyReply, page: string) =>
  uncached(reply)
    .header('content-security-policy', PAGE_POLICY)
    .header('vary', 'accept-language')
    .type('text/html; charset=utf-8')
    .send(page)

function unknown(request: FastifyRequest, reply: FastifyReply) {
  const page = unknownLinkPage(request.headers['accept-language'])
  return uncached(reply).code(404).header('vary', 'accept-language').type('text/html; charset=utf-8').send(page)
}
