import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Vault } from '../../infra/crypto.ts'
import { isUuid } from '../../infra/ids.ts'

/** ASVS 9.2: short, since an access token is not looked up anywhere but in the session it names. */
export const ACCESS_SECONDS = 15 * 60

/** The claims of an access token: user, workspace, session. Roles are not in it, they are read anew (access.ts). */
export interface AccessClaims {
  readonly sub: string
  readonly wid: string
  readonly sid: string
}

const VERIFY = {
  algorithms: ['HS256' as const],
  allowedIss: 'carillon',
  allowedAud: 'carillon-api',
  checkTyp: 'at+jwt',
  requiredClaims: ['sub', 'wid', 'sid', 'exp', 'iat'],
}

/** Options of @fastify/jwt: one pinned algorithm, issuer, audience and type checked (RFC 9068's `at+jwt`). */
export const jwtOptions = (secret: string) => ({
  secret,
  sign: {
    algorithm: 'HS256' as const,
    iss: 'carillon',
    aud: 'carillon-api',
    expiresIn: ACCESS_SECONDS,
    header: { alg: 'HS256', typ: 'at+jwt' },
  },
  verify: VERIFY,
})

export const signAccess = (app: FastifyInstance, claims: AccessClaims): string => app.jwt.sign({ ...claims })

/** The claims, or null for whatever is wrong with the token. One that the secret before this one signed is good too. */
export function readAccess(app: FastifyInstance, token: string): AccessClaims | null {
  const previous = app.core.config.jwtSecretPrevious
  const claims =
    verified(() => app.jwt.verify<AccessClaims>(token)) ??
    (previous ? verified(() => app.jwt.verify<AccessClaims>(token, { ...VERIFY, key: previous })) : null)
  return claims && isUuid(claims.sub) && isUuid(claims.wid) && isUuid(claims.sid) ? claims : null
}

function verified(verify: () => AccessClaims): AccessClaims | null {
  try {
    return verify()
  } catch {
    return null
  }
}

/** A refresh token taken apart. */
export interface RefreshToken {
  readonly sessionId: string
  readonly secret: Buffer
}

/** 128 bits of chance; each successor is 128 bits that only the server can derive. */
export const newRefreshSecret = () => randomBytes(16)

/**
 * The secret after this one. Derived, not drawn: two tabs that refresh at once with the same token are given the same
 * successor, though only its hash is stored.
 */
export const nextRefreshSecret = (vault: Vault, { sessionId, secret }: RefreshToken) =>
  vault.sign('refresh-next', `${sessionId}.${secret.toString('hex')}`)

/** Session id, secret and our signature in 64 characters. The signature tells an old token of ours from a made-up one. */
export function writeRefresh(vault: Vault, token: RefreshToken): string {
  const id = Buffer.from(token.sessionId.replaceAll('-', ''), 'hex')
  return Buffer.concat([id, token.secret, refreshSignature(vault, token)]).toString('base64url')
}

/** The parts of a token that this installation gave out, or null. */
export function readRefresh(vault: Vault, text: string | undefined): RefreshToken | null {
  if (!text || !/^[A-Za-z0-9_-]{64}$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64url')
  const id = bytes.toString('hex', 0, 16)
  const token = { sessionId: id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'), secret: bytes.subarray(16, 32) }
  return timingSafeEqual(refreshSignature(vault, token), bytes.subarray(32)) ? token : null
}

const refreshSignature = (vault: Vault, { sessionId, secret }: RefreshToken) =>
  vault.sign('refresh', `${sessionId}.${secret.toString('hex')}`)

/** How secrets of high entropy are stored. Slow hashing is for passwords. */
export const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()

const API_KEY = /^car_live_([0-9a-f]{16})_([0-9a-f]{64})$/

/** A new key `car_live_<id>_<secret>`: 64 bits that find it, 256 that prove it. The prefix is for secret scanners. */
export function newApiKey() {
  const prefix = randomBytes(8).toString('hex')
  const key = `car_live_${prefix}_${randomBytes(32).toString('hex')}`
  return { key, prefix, secretHash: sha256(key) }
}

export const apiKeyPrefix = (key: string): string | null => API_KEY.exec(key)?.[1] ?? null
