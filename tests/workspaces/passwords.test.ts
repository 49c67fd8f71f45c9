import { describe, expect, test } from 'vitest'
import type { Problem } from '../../core/errors.ts'
import { checkPassword, hashPassword, outdated, passwordFits } from '../../core/workspaces/auth/passwords.ts'

const refused = (password: string, personal: string[] = []) => {
  try {
    checkPassword(password, personal)
    return null
  } catch (error) {
    return (error as Problem).errors?.[0]?.code
  }
}

describe('which passwords are taken', () => {
  test.each([
    ['', 'too_short'],
    ['seven77', 'too_short'],
    ['🔔🔔🔔🔔🔔🔔🔔', 'too_short'],
    ['x'.repeat(257), 'too_long'],
    ['password', 'too_common'],
    ['PassWord', 'too_common'],
    ['football123!', 'too_common'],
    ['contraseña', 'too_common'],
    ['12345678', 'too_common'],
    ['87654321', 'too_common'],
    ['hijklmnop', 'too_common'],
    ['zzzzzzzzz', 'too_common'],
    ['ada.lovelace', 'too_personal'],
    ['ada.lovelace@own.example', 'too_personal'],
    ['Ada.Lovelace1815', 'too_personal'],
  ])('not %s: %s', (password, code) => {
    expect(refused(password, ['ada.lovelace@own.example', 'Ada Lovelace'])).toBe(code)
  })

  test.each([
    'eightchr',
    'korrekt pferd',
    'x7#kQ2!m',
    '🔔🔕🎵🎶🔊🔉🔈📣',
    ' leading and trailing ',
    `${'x'.repeat(255)}y`,
  ])('%s', (password) => {
    expect(refused(password, ['ada.lovelace@own.example', 'Ada Lovelace'])).toBeNull()
  })
})

test('a hash carries its parameters, fits its password to the last byte, and no other', async () => {
  const long = `${'é'.repeat(100)}1`
  const stored = await hashPassword(long)
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(outdated(stored)).toBe(false)
  expect(outdated(stored.replace('t=2', 't=1'))).toBe(true)
  expect(await passwordFits(stored, long)).toBe(true)
  expect(await passwordFits(stored, `${'é'.repeat(100)}2`)).toBe(false)
  expect(await passwordFits(stored, ` ${long}`)).toBe(false)
  expect(await passwordFits(null, long)).toBe(false)
  expect(await passwordFits('not a hash', long)).toBe(false)
})

test('two at once, a hundred wait, and whoever comes then is told to come again', async () => {
  const settled = await Promise.allSettled(Array.from({ length: 110 }, () => hashPassword('a good long sentence')))
  const refusals = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  expect(refusals).toHaveLength(8)
  for (const each of refusals) expect(each).toMatchObject({ code: 'unavailable', retryAfter: 5 })
  expect(await hashPassword('a good long sentence')).toMatch(/^\$argon2id/)
})
