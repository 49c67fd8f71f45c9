import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { projectRoot } from '../../config/env.ts'
import type { Routes } from './types.ts'

const DIST = join(projectRoot, 'admin', 'dist')
/** Names under /assets/ carry a hash of their content. Whatever else may change with the next version. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'no-cache'

/**
 * Deny first. Styles inline: MUI writes them into the page, and needs no script for it. Images of any https address: those of
 * mails in editors and previews, whose frames inherit this policy (and narrow it: admin/src/parts/MailFrame.tsx).
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** The panel on the API's own port: its files, and its page for every address that is the panel's to read. */
export const panelRoutes: Routes = async (app) => {
  await app.register(fastifyStatic, {
    root: DIST,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    suppressWarning: true,
  })
  app.get(
    '/*',
    {
      // Public: the page has to be there before somebody can sign in, and holds no data.
      config: { public: true },
      schema: { hide: true },
    },
    async (request, reply) => {
      const path = request.url.slice(1).split('?', 1)[0]!
      if (await isFile(path)) return sendFile(reply, path)
      if (path !== '' && (!wantsPage(request) || FOR_PROGRAMS.test(path))) return reply.callNotFound()
      if (!(await isFile('index.html'))) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT)
      return sendFile(reply, 'index.html')
    },
  )
}

const NOT_BUILT =
  'The panel has not been built: run `npm run build:admin`, then reload. The API works without it (/docs).\n'
/** A wrong address of these is an error for whoever wrote the program, not a page. */
const FOR_PROGRAMS = /^(api|docs|assets|c|o|u)(\/|$)/
/** No dot files, no way up, and the compressed twins are chosen by `accept-encoding` alone. */
const NAME = /^(?!.*\.(br|gz)$)[\w-][\w.-]*(\/[\w-][\w.-]*)*$/

async function isFile(path: string): Promise<boolean> {
  if (!NAME.test(path)) return false
  const found = await stat(join(DIST, path)).catch(() => null)
  return found?.isFile() === true
}

/** A browser says so; a program that does not is told that nothing is there. */
const wantsPage = ({ headers }: FastifyRequest) => (headers.accept ?? '').includes('text/html')

function sendFile(reply: FastifyReply, path: string): FastifyReply {
  const hashed = path.startsWith('assets/')
  return reply
    .header('content-security-policy', POLICY)
    .header('cache-control', hashed ? FOR_EVER : ASK_AGAIN)
    .header('cross-origin-resource-policy', 'same-origin')
    .sendFile(path)
}
