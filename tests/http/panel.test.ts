import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../../config/env.ts'
import { buildOnce } from '../e2e/support/build.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

const DIST = join(projectRoot, 'admin', 'dist')
const HTML = { accept: 'text/html,application/xhtml+xml' }

let t: TestApp
beforeAll(async () => {
  await buildOnce()
  t = await createTestApp()
})
afterAll(() => t.close())

describe('the panel on the port of the API', () => {
  test.each(['/', '/people', '/people/01a1fee6-3fe5-7bb9-b99a-d6012ca1a4ea?x=1', '/index.html'])(
    '%s is its page',
    async (url) => {
      const { status, body, headers } = await t.anonymous.get(url, HTML)
      expect(status).toBe(200)
      expect(body).toContain('<div id="root">')
      expect(headers['cache-control']).toBe('no-cache')
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toContain('unsafe-eval')
    },
  )

  test('its files carry their content in their name and are kept for ever, compressed where that is taken', async () => {
    const name = (await readdir(join(DIST, 'assets'))).find((file) => file.endsWith('.js.br'))!.replace(/\.br$/, '')
    const { status, headers } = await t.anonymous.get(`/assets/${name}`, { 'accept-encoding': 'br' })
    expect(status).toBe(200)
    expect(headers['cache-control']).toContain('immutable')
    expect(headers['content-encoding']).toBe('br')
    expect(headers['content-type']).toMatch(/javascript/)
  })

  test.each(['/sw.js', '/manifest.webmanifest', '/icon.svg', '/icon-192.png', '/offline.html', '/first.css'])(
    '%s is there, and asked for anew',
    async (url) => {
      const { status, headers } = await t.anonymous.get(url)
      expect(status).toBe(200)
      expect(headers['cache-control']).toBe('no-cache')
    },
  )

  test.each([
    '/api/v1/nowhere',
    '/api',
    '/docs/nowhere',
    '/assets/gone-12345678.js',
    '/u/nobody/here/now',
    '/.vite/manifest.json',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '//etc/passwd',
  ])('%s is none of its pages, nor anything else of this machine', async (url) => {
    const { status, body } = await t.anonymous.get(url, url.startsWith('/.') || url.includes('package') ? {} : HTML)
    if (status === 200) expect(body).toContain('<div id="root">')
    else expect([400, 404]).toContain(status)
    expect(JSON.stringify(body)).not.toContain('"dependencies')
  })

  test('a program that asks for something that is not there gets a problem, not a page', async () => {
    const { status, body } = await t.anonymous.get('/people')
    expect(status).toBe(404)
    expect(body.code).toBe('not_found')
    expect((await t.anonymous.post('/people', {}, HTML)).status).toBe(404)
  })

  test('the first visit stays small', async () => {
    expect(existsSync(join(DIST, '.vite', 'manifest.json'))).toBe(true)
    const { firstVisit, LIMIT_KB } = await import(join(projectRoot, 'admin', 'size.mjs'))
    expect(firstVisit()).toBeLessThanOrEqual(LIMIT_KB)
  })
})
