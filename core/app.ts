import type { FastifyInstance } from 'fastify'
import type { ReadyConfig } from '../config/env.ts'
import { openCore } from './core.ts'
import { limits } from './http/limits.ts'
import { observe } from './http/observe.ts'
import { operations } from './http/operations.ts'
import { panelRoutes } from './http/panel.ts'
import { createServer } from './http/server.ts'
import { ROUTES } from './routes.ts'
import { authenticate } from './workspaces/authenticate.ts'

/** The API process: opens what it needs, registers every room, and closes all of it with the server. */
export async function buildApp(config: ReadyConfig): Promise<FastifyInstance> {
  const core = await openCore(config, { listen: true, name: 'api' })
  try {
    const server = await createServer(core)
    server.addHook('onClose', () => core.close())
    await server.register(observe)
    await server.register(limits)
    await server.register(authenticate)
    await server.register(operations)
    server.get('/openapi.json', { config: { public: true }, schema: { hide: true } }, () => server.swagger())
    for (const { prefix, routes } of ROUTES) await server.register(routes, { prefix })
    await server.register(panelRoutes)
    await server.ready()
    return server as unknown as FastifyInstance
  } catch (error) {
    await core.close()
    throw error
  }
}
