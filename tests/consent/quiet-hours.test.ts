import fc from 'fast-check'
import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parameters } from '../../core/consent/gate.ts'
import { type QuietHours, quietHoursProblem, quietUntilSql, WEEKDAYS } from '../../core/consent/quiet-hours.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

/** Zones with clocks that differ from each other in every way there is: DST both ways, by half an hour, none, +14, a skipped day. None whose rules have changed lately: two tables of zones may differ there. */
const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Apia',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Asia/Tokyo',
  'UTC',
]

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t?.close())

interface Asked {
  readonly quiet: QuietHours
  readonly zone: string | null
  readonly at: Date
}

/** What the database says; null: it is not quiet. */
async function ask(questions: readonly Asked[]): Promise<(string | null)[]> {
  return t.core.db.direct(t.workspaceId, async (client) => {
    const answers: (string | null)[] = []
    for (const { quiet, zone, at } of questions) {
      const p = parameters([t.workspaceId, zone, at])
      const until = quietUntilSql(quiet, '$2::text', '$1', p, '$3::timestamptz')
      const { rows } = await client.query(`SELECT ${until} AS until`, p.values)
      answers.push(rows[0].until?.toISOString() ?? null)
    }
    return answers
  })
}

const one = async (quiet: QuietHours, zone: string | null, at: string) =>
  (await ask([{ quiet, zone, at: new Date(at) }]))[0]

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Whether a clock of the zone stands in quiet hours; written by the minute of the day, without a look at the SQL. */
function isQuiet({ from, to, days }: QuietHours, zone: string, at: Date): boolean {
  const wall = DateTime.fromJSDate(at, { zone })
  const now = wall.hour * 60 + wall.minute
  const begins = (weekday: number) => !days || days.includes(WEEKDAYS[weekday - 1]!)
  const [start, end] = [minutes(from), minutes(to)]
  const yesterday = ((wall.weekday + 5) % 7) + 1
  if (start < end) return begins(wall.weekday) && now >= start && now < end
  return (begins(wall.weekday) && now >= start) || (begins(yesterday) && now < end)
}

describe('the end of quiet hours', () => {
  const night = { from: '21:00', to: '08:00' }
  test.each<[string, string | null, string | null, string]>([
    ['2027-06-01T20:30:00Z', 'Europe/Paris', '2027-06-02T06:00:00.000Z', 'in the evening: tomorrow morning'],
    ['2027-06-01T04:30:00Z', 'Europe/Paris', '2027-06-01T06:00:00.000Z', 'in the morning: today'],
    ['2027-06-01T06:00:00Z', 'Europe/Paris', null, 'its last minute is over'],
    ['2027-06-01T19:00:00Z', 'Europe/Paris', '2027-06-02T06:00:00.000Z', 'its first minute'],
    ['2027-06-01T12:00:00Z', 'Asia/Tokyo', '2027-06-01T23:00:00.000Z', 'noon here, night there'],
    ['2027-06-01T20:30:00Z', null, '2027-06-02T06:00:00.000Z', "who has no zone: the workspace's"],
    ['2027-06-01T20:30:00Z', 'Mars/Olympus', '2027-06-02T06:00:00.000Z', 'a zone that nobody knows: the same'],
    ['2027-03-27T22:00:00Z', 'Europe/Paris', '2027-03-28T06:00:00.000Z', 'a night of 10 hours'],
    ['2027-10-30T20:00:00Z', 'Europe/Paris', '2027-10-31T07:00:00.000Z', 'a night of 12 hours'],
  ])('%s in %s is %s: %s', async (at, zone, until) => {
    expect(await one(night, zone, at)).toBe(until)
  })

  test.each<[string, string, string | null, string]>([
    ['2027-03-28T00:30:00Z', 'Europe/Paris', '2027-03-28T01:30:00.000Z', 'skipped: 03:30, as far after the gap'],
    ['2027-10-31T00:10:00Z', 'Europe/Paris', '2027-10-31T01:30:00.000Z', 'twice: the second, so that it is over'],
    ['2027-10-31T01:10:00Z', 'Europe/Paris', '2027-10-31T01:30:00.000Z', 'twice, asked the second time'],
    ['2027-04-03T14:50:00Z', 'Australia/Lord_Howe', null, 'past it'],
  ])('02:30 asked at %s in %s is %s: %s', async (at, zone, until) => {
    const quiet = zone === 'Europe/Paris' ? { from: '22:00', to: '02:30' } : { from: '22:00', to: '01:30' }
    expect(await one(quiet, zone, at)).toBe(until)
  })

  test('of a weekend is Monday, however many days that are', async () => {
    const weekend: QuietHours = { from: '00:00', to: '00:00', days: ['sat', 'sun'] }
    expect(await one(weekend, 'Europe/Paris', '2027-06-05T10:00:00Z')).toBe('2027-06-06T22:00:00.000Z')
    expect(await one(weekend, 'Europe/Paris', '2027-06-04T21:59:00Z')).toBeNull()
  })

  test('is the first minute that is not quiet, in every zone and over every change of clocks', async () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '59'))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`)
    const quiet = fc
      .record({
        from: time,
        to: time,
        days: fc.option(fc.subarray([...WEEKDAYS], { minLength: 1 }), { nil: undefined }),
      })
      .filter((one) => quietHoursProblem(one, '') === null)
    const asked = fc.record({
      quiet,
      zone: fc.constantFrom(...ZONES),
      // Ordinary days, and the nights in which clocks change.
      at: fc
        .oneof(
          fc.integer({ min: Date.parse('2027-01-01'), max: Date.parse('2028-01-01') }),
          fc
            .tuple(
              fc.constantFrom(
                '2027-03-28',
                '2027-10-31',
                '2027-03-14',
                '2027-11-07',
                '2027-04-04',
                '2027-10-03',
                '2011-12-30',
              ),
              fc.integer({ min: -18 * 60, max: 30 * 60 }),
            )
            .map(([day, minute]) => Date.parse(day) + minute * 60_000),
        )
        .map((ms) => new Date(ms - (ms % 60_000))),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 10, maxLength: 20 }), async (questions) => {
        const answers = await ask(questions)
        for (const [i, question] of questions.entries()) expectRight(question as Asked & { zone: string }, answers[i]!)
      }),
      { numRuns: 60 },
    )
  })
})

function expectRight({ quiet, zone, at }: Asked & { zone: string }, answer: string | null): void {
  const told = JSON.stringify({ quiet, zone, at, answer })
  expect(answer !== null, told).toBe(isQuiet(quiet, zone, at))
  if (answer === null) return
  const until = new Date(answer)
  expect(until.getTime(), told).toBeGreaterThan(at.getTime())
  expect(isQuiet(quiet, zone, until), `${told}: quiet is over`).toBe(false)
  // Until then it is quiet all the time, but for the hour that a clock shows twice and the day that one skips.
  let open = 0
  for (let minute = at.getTime(); minute < until.getTime(); minute += 60_000)
    if (!isQuiet(quiet, zone, new Date(minute))) open++
  expect(open, `${told}: waits no longer than it must`).toBeLessThanOrEqual(60)
}

test('quiet hours that never end are refused', () => {
  expect(quietHoursProblem({ from: '08:00', to: '08:00' }, '/x')).toMatchObject({ field: '/x', code: 'never' })
  expect(quietHoursProblem({ from: '08:00', to: '08:00', days: [...WEEKDAYS] }, '/x')).not.toBeNull()
  expect(quietHoursProblem({ from: '08:00', to: '08:00', days: ['sun'] }, '/x')).toBeNull()
  expect(quietHoursProblem({ from: '21:00', to: '08:00' }, '/x')).toBeNull()
  expect(quietHoursProblem(undefined, '/x')).toBeNull()
})
