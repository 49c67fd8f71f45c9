import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Routes } from '../../http/types.ts'
import { createLinkSigner } from '../tokens.ts'
import { isMachineOpen, isMachineVisit, type Visit } from './machine.ts'
import { unknownLinkPage } from './page.ts'
import type { Marks } from './record.ts'
import { createRecorder } from './recorder.ts'
import { createTargets } from './targets.ts'

/** A transparent GIF of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

// No schema errors here: whatever is wrong with an address, the person gets the same page.
const Anything = Type.String()

/** The two addresses that stand in messages: clicks and the pixel. Registered without prefix; called by anybody. */
export const trackingRoutes =
  (marks: Marks): Routes =>
  async (app) => {
    const { core } = app
    const signer = createLinkSigner(core)
    const targets = createTargets(core)
    const recorder = createRecorder(core, marks)
    app.addHook('onClose', () => recorder.close())

    app.get(
      '/c/:token/:link',
      // Public: the signature in the address is the right to call it.
      { config: { public: true }, schema: { hide: true, params: Type.Object({ token: Anything, link: Anything }) } },
      async (request, reply) => {
        const token = signer.readToken(request.params.token)
        const step = token && (await targets.step(token))
        const link = /^\d{1,4}$/.test(request.params.link) ? Number(request.params.link) : -1
        const target = step && (await targets.target(step, token, link))
        if (!target) return unknown(request, reply)
        const { locale, total } = target
        const machine = isMachineVisit(visitOf(request))
        recorder.add(step, token.contactId, { kind: 'click', link, locale, total, machine, at: Date.now() })
        return uncached(reply).redirect(target.url, 302)
      },
    )

    app.get(
      '/o/:token',
      // Public, and the same answer to everybody: a pixel tells nobody whether its address is good.
      { config: { public: true }, schema: { hide: true, params: Type.Object({ token: Anything }) } },
      async (request, reply) => {
        const token = signer.readToken(request.params.token.replace(/\.gif$/, ''))
        const step = token && (await targets.step(token).catch(() => null))
        const machine = isMachineOpen(visitOf(request))
        const hit = { kind: 'open', link: null, locale: '', total: 0, machine, at: Date.now() } as const
        if (step) recorder.add(step, token.contactId, hit)
        return uncached(reply).header('cross-origin-resource-policy', 'cross-origin').type('image/gif').send(PIXEL)
      },
    )
  }

function visitOf({ method, headers }: FastifyRequest): Visit {
  const said = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].map((name) => headers[name] ?? '')
  return { method, userAgent: headers['user-agent'], purpose: said.join(' ').slice(0, 200) }
}

/** Nothing between us and the person keeps it, no search engine lists it, and the target does not learn our address. */
const uncached = (reply: FastifyReply) =>
  reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' })

function unknown(request: FastifyRequest, reply: FastifyReply) {
  const page = unknownLinkPage(request.headers['accept-language'])
  return uncached(reply).code(404).header('vary', 'accept-language').type('text/html; charset=utf-8').send(page)
}
