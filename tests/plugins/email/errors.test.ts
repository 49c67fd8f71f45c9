import { describe, expect, it } from 'vitest'
import { errorTable } from '../../../plugins/email/error-table.ts'
import { classify, parseReply, rowFor, wordsOf } from '../../../plugins/email/errors.ts'

const reply = (raw: string) => parseReply(raw)!
/** A reply that says just what a row's code says. */
const said = (code: string) => (/^\d{3}/.test(code) ? code : `${code[0]}50 ${code} said`)

const REJECTED = ['dead_address', 'opted_out', 'content', 'config', 'failed']

describe('the SMTP error table', () => {
  it.each(errorTable.rows.map((row) => [row.code, row] as const))('%s', (code, row) => {
    expect(rowFor(reply(said(code)))).toBe(row)
    const verdict = classify(reply(said(code)))
    if (REJECTED.includes(row.class)) expect(verdict).toMatchObject({ is: 'rejected', class: row.class })
    else expect(verdict.is).toBe('retry')
    if (verdict.is !== 'retry') return
    if (row.waitMs !== undefined) expect(verdict.afterMs).toBe(row.waitMs)
    if (row.class === 'throttle') expect(verdict.scope).toBe('sender')
    if (row.class === 'stop_sender') expect(['sender', 'destination']).toContain(verdict.scope)
  })

  it.each([
    ['550 5.1.1 no such user', 'dead_address'],
    ['551 5.1.1 gone', 'dead_address'],
    ['553 5.1.3 bad syntax', 'dead_address'],
    ['556 5.1.10 null MX', 'dead_address'],
    ['550 5.2.1 disabled', 'dead_address'],
    ['550 No such user here', 'dead_address'],
    ['552 5.3.4 too big', 'content'],
    ['552 Message exceeds size', 'content'],
    ['535 5.7.8 bad password', 'config'],
    ['550 5.1.8 sender domain not found', 'config'],
    ['550 5.7.1 The recipient has unsubscribed', 'opted_out'],
    ['550 5.4.6 loop', 'failed'],
  ])('rejects %s as %s', (raw, cls) => {
    expect(classify(reply(raw))).toMatchObject({ is: 'rejected', class: cls })
  })

  it.each([
    '550 5.7.1 blocked',
    '554 5.7.1 spam',
    '550 5.7.26 unauthenticated',
    '550 5.7.515 bulk',
    '421 4.7.28 rate',
    '554 5.7.0 policy',
  ])('%s stops that domain, and never the address', (raw) =>
    expect(classify(reply(raw))).toMatchObject({ is: 'retry', scope: 'destination' }),
  )

  it('does not take "user unknown" or "complaint rate" in a policy refusal for more than policy', () => {
    expect(classify(reply('550 5.7.1 user unknown to our policy'))).toMatchObject({ is: 'retry', scope: 'destination' })
    expect(classify(reply('550 5.7.1 complaint rate too high'))).toMatchObject({ is: 'retry', scope: 'destination' })
  })

  it('keeps to few tries for a full mailbox, and waits for greylisting', () => {
    expect(classify(reply('452 4.2.2 full'))).toMatchObject({ is: 'retry', scope: 'message', tries: 3 })
    expect(classify(reply('451 4.7.1 greylisted'))).toMatchObject({ is: 'retry', afterMs: 300_000 })
  })

  it('tells the two throttling failures of SES apart', () => {
    expect(classify(reply('454 Throttling failure: Maximum sending rate exceeded.'))).toMatchObject({
      scope: 'sender',
      afterMs: 1_000,
    })
    expect(classify(reply('454 Throttling failure: Daily message quota exceeded.'))).toMatchObject({
      scope: 'sender',
      afterMs: 3_600_000,
    })
  })

  it('tries what is in no row three times', () => {
    expect(rowFor(reply('599 5.9.9 odd'))).toBeNull()
    expect(classify(reply('599 5.9.9 odd'))).toMatchObject({
      is: 'retry',
      scope: 'message',
      tries: 3,
      code: '599 5.9.9',
    })
  })

  it('reads replies of many lines, and shows them without control characters', () => {
    const read = reply('550-5.7.26 This mail is\n550-5.7.26 unauthenticated\u0007\n550 5.7.26 see help')
    expect(read).toMatchObject({ code: 550, enhanced: '5.7.26' })
    expect(wordsOf(read)).toBe('550 5.7.26 This mail is unauthenticated see help')
    expect(parseReply('hello')).toBeNull()
    expect(parseReply('250')).toEqual({ code: 250, enhanced: '', text: '' })
  })
})
