import type { Core } from '../context.ts'
import type { Actor } from '../workspaces/actor.ts'
import type { Permission } from '../workspaces/permissions.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly core: Core
  }
  interface FastifyRequest {
    /** Set by core/workspaces/authenticate.ts before any handler of a route that is not public. */
    actor: Actor
  }
  interface FastifyContextConfig {
    /** What the actor must be allowed. A route with neither this, nor `public`, nor `signedIn` stops the start: deny first. */
    permission?: Permission
    /** Anybody may call it: health, sign-in, tracking, unsubscribe. Say why beside it. */
    public?: true
    /** Any signed-in user, whatever the role: own profile, sessions. */
    signedIn?: true
    /** Requests that one actor, or one network where nobody is signed in, may make. Default: core/http/limits.ts. `false`: none, say why. */
    limit?: { readonly max: number; readonly timeWindow: string } | false
  }
}

export type { FastifyPluginAsyncTypebox as Routes } from '@fastify/type-provider-typebox'
