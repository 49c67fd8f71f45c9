import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorHandling } from '../../core/http/errors.ts'
import { createServer } from '../../core/http/server.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t?.close())

test('an answer that takes too long is a 503 that says so, and its work is told to stop', async () => {
  const app = Fastify({ handlerTimeout: 20 })
  await app.register(errorHandling)
  let stopped = false
  app.get('/slow', (request) => {
    request.signal.addEventListener('abort', () => {
      stopped = true
    })
    return new Promise(() => {})
  })
  const answer = await app.inject('/slow')
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('30')
  expect(answer.json()).toMatchObject({ code: 'unavailable', detail: expect.stringContaining('took too long') })
  expect(stopped).toBe(true)
  await app.close()
})

test('every route has a limit; uploads and streamed answers have the long one', async () => {
  const server = await createServer(t.core)
  const config = { public: true } as const
  const limit = (request: any) => String(request.routeOptions.handlerTimeout)
  server.get('/plain', { config }, limit)
  server.get('/stream', { config, schema: { produces: ['text/csv'] } }, limit)
  server.post('/upload', { config, schema: { consumes: ['multipart/form-data', 'application/json'] } }, limit)
  const ask = async (method: 'GET' | 'POST', url: string) => Number((await server.inject({ method, url })).body)
  expect(await ask('GET', '/plain')).toBe(55_000)
  expect(await ask('GET', '/stream')).toBe(900_000)
  expect(await ask('POST', '/upload')).toBe(900_000)
  await server.close()
})
