import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import addFormats from 'ajv-formats'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Core } from '../context.ts'
import { Problem } from '../errors.ts'
import { errorHandling, sendProblem } from './errors.ts'
import './types.ts'
import { ProblemSchema } from './schemas.ts'
import { buildSerializer } from './serializers.ts'
import { buildValidator } from './validators.ts'

const HANDLER_MS = 55_000
const LONG_MS = 15 * 60_000

/** Uploads, and answers that are streamed: they last as long as the line is slow. */
function isLong(schema: { consumes?: readonly string[]; produces?: readonly string[] } | undefined): boolean {
  const streams = schema?.produces?.some((type) => !/json/.test(type)) ?? false
  return streams || (schema?.consumes?.includes('multipart/form-data') ?? false)
}

/** An empty server with limits, error answers, OpenAPI and the rule that every route says who may call it. */
export async function createServer(core: Core) {
  const { config } = core
  const server = Fastify({
    loggerInstance: core.log as any,
    // Our own line per request: observe.ts.
    logController: new LogController({ disableRequestLogging: true }),
    // An address that cannot be read never reaches the error handler.
    frameworkErrors: (error, _request, reply) => sendProblem(reply as never, new Problem('bad_request', error.message)),
    // Fastify's defaults are "no limit" (reliability SEC29).
    connectionTimeout: 10_000,
    // The whole request, body included: an upload of 1 GB over a slow line takes its time. Slow headers are cut by connectionTimeout.
    requestTimeout: LONG_MS,
    // An answer that takes longer is 503: whoever asked has gone, and the proxy before us gives up at 60 s as well.
    handlerTimeout: HANDLER_MS,
    keepAliveTimeout: 72_000,
    bodyLimit: 1_048_576,
    trustProxy: config.trustProxy.length ? [...config.trustProxy] : false,
    routerOptions: { maxParamLength: 500 },
    schemaController: { compilersFactory: { buildSerializer, buildValidator } },
    ajv: {
      customOptions: {
        coerceTypes: 'array',
        removeAdditional: false,
        allErrors: true,
        useDefaults: true,
        keywords: ['template', 'design', 'x-ui'],
      },
      plugins: [addFormats as any],
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  server.decorate('core', core)
  server.decorateRequest('actor', null as any)
  server.addSchema(ProblemSchema)
  await server.register(errorHandling)
  await server.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        scriptSrc: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    crossOriginResourcePolicy: { policy: 'same-site' },
    // Plain http on loopback is the default start; HSTS belongs where TLS ends.
    hsts: config.publicUrl.startsWith('https:'),
  })
  await describeApi(server)
  server.addHook('onRoute', (route) => {
    if (isLong(route.schema)) route.handlerTimeout = LONG_MS
    const rule = route.config as { permission?: string; public?: true; signedIn?: true } | undefined
    if (
      !rule?.permission &&
      !rule?.public &&
      !rule?.signedIn &&
      !route.url.startsWith('/docs') &&
      route.method !== 'HEAD' &&
      route.method !== 'OPTIONS'
    )
      throw new Error(
        `Route ${String(route.method)} ${route.url} does not say who may call it (config.permission, signedIn or public).`,
      )
  })
  return server
}

async function describeApi(server: FastifyInstance) {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Carillon',
        version: '1',
        description: 'Campaigns and messages over any channel.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          session: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'Access token of a signed-in user',
          },
          apiKey: { type: 'http', scheme: 'bearer', description: 'API key: car_live_…' },
        },
      },
      security: [{ session: [] }, { apiKey: [] }],
    },
    // Which permission a route asks for is worth knowing when one chooses the scopes of a key.
    transform: ({ schema, url, route }) => {
      const { permission, public: open } = (route.config ?? {}) as { permission?: string; public?: true }
      // '/api/v1/lists/' answers at '/api/v1/lists' too, and is shown so.
      return {
        url: url.replace(/(.)\/$/, '$1'),
        schema: { ...schema, 'x-permission': open ? 'public' : (permission ?? 'signed in') } as object,
      }
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) => (typeof json.$id === 'string' ? json.$id : `def-${i}`),
    },
  })
  await server.register(swaggerUi, { routePrefix: '/docs', uiConfig: { docExpansion: 'list' } })
}
