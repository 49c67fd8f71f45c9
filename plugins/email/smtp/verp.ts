import type { SendKey } from '../../../core/contracts/index.ts'

const KEY = /^([0-9a-f]{32})\.([0-9a-f]{32})\.(\d{1,3})$/
/** 128 bits in base 36; lower case only, because some hosts change the case of a local part on its way back. */
const DIGITS = 25

/**
 * The send key as a piece of a local part: at most 54 characters, while the key itself is too long for the 64 octets of
 * a local part. Null where the key is not of the form `<uuid hex>.<uuid hex>.<step>`.
 */
export function verpToken(key: SendKey): string | null {
  const [, run, contact, step] = KEY.exec(key) ?? []
  return run && contact && step ? `${short(run)}${short(contact)}-${step}` : null
}

/** The send key that `verpToken` was made from; null where it is none. */
export function keyOfVerp(token: string): SendKey | null {
  const [, run, contact, step] = /^([0-9a-z]{25})([0-9a-z]{25})-(\d{1,3})$/.exec(token.toLowerCase()) ?? []
  return run && contact && step ? `${long(run)}.${long(contact)}.${step}` : null
}

/** `bounces@example.com` → `bounces+<token>@example.com`; unchanged where that would be too long for a local part. */
export function verpAddress(returnPath: string, key: SendKey): string {
  const token = verpToken(key)
  const at = returnPath.lastIndexOf('@')
  const local = returnPath.slice(0, at)
  if (token === null || local.startsWith('"') || Buffer.byteLength(local) + 1 + token.length > 64) return returnPath
  return `${local}+${token}${returnPath.slice(at)}`
}

function short(hex: string): string {
  return BigInt(`0x${hex}`).toString(36).padStart(DIGITS, '0')
}

function long(digits: string): string {
  let value = 0n
  for (const digit of digits) value = value * 36n + BigInt(Number.parseInt(digit, 36))
  return value.toString(16).padStart(32, '0')
}
