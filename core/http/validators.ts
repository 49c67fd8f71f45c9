import AjvCompiler from '@fastify/ajv-compiler'

/**
 * Query, path and headers are text and are turned into what their schema says. A body says itself what its values are: turning
 * them would make null an empty text and a number a text, silently.
 */
export const buildValidator: ReturnType<typeof AjvCompiler> = ((externalSchemas: any, options: any) => {
  const turning = AjvCompiler()(externalSchemas, options)
  const exact = AjvCompiler()(externalSchemas, {
    ...options,
    customOptions: { ...options?.customOptions, coerceTypes: false },
  })
  return (route: any) => (route.httpPart === 'body' ? exact(route) : turning(route))
}) as never
