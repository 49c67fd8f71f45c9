import SerializerSelector from '@fastify/fast-json-stringify-compiler'

type Build = ReturnType<typeof SerializerSelector>
type Serialize = (value: unknown) => string

/**
 * Answers are compiled when the first of their kind is sent, and one that many routes give (a Problem) once. At the start
 * that was some 800 compilations with all shared schemas in each: 3 of the 5.5 s of CPU time that the API needed to come up.
 */
export const buildSerializer: Build = (externalSchemas, options) => {
  // A compiler of its own each time: compiling a schema with an $id takes that id out of what the same compiler knows.
  const compile: ReturnType<Build> = (route) => SerializerSelector()(externalSchemas, options)(route)
  const compiled = new Map<string, Serialize>()
  return (route) => {
    let serialize: Serialize | undefined
    const first = (): Serialize => {
      const key = JSON.stringify(route.schema)
      const found = compiled.get(key) ?? (compile(route) as Serialize)
      compiled.set(key, found)
      return found
    }
    return ((value: unknown) => {
      serialize ??= first()
      return serialize(value)
    }) as ReturnType<ReturnType<Build>>
  }
}
