import { expect, test } from 'vitest'
import { reportDocument } from '../../../core/campaigns/report/pdf/document.ts'
import { reportPdf } from '../../../core/campaigns/report/pdf/print.ts'
import { LANGUAGES, speechOf } from '../../../core/campaigns/report/pdf/speech.ts'
import { en } from '../../../core/campaigns/report/pdf/words/en.ts'
import { es } from '../../../core/campaigns/report/pdf/words/es.ts'
import { fr } from '../../../core/campaigns/report/pdf/words/fr.ts'
import type { Report } from '../../../core/campaigns/report/report.ts'
import { GATE_REASONS } from '../../../core/consent/gate.ts'

/** As large as a report gets: every section, many rows, long and strange names. */
const report = {
  campaign: {
    id: '0193a5e0-0000-7000-8000-000000000000',
    name: 'Été – Größe – Ελλάδα – Привет – 日本 – 🎉 – <b>{{x}}</b>',
    state: 'completed',
    launchedAt: '2026-11-20T09:00:00.000Z',
    finishedAt: '2026-11-20T09:20:00.000Z',
  },
  figures: {
    ...{ audience: 1_234_567, sent: 1_200_000, delivered: 1_180_000, bounced: 15_000, failed: 4_800, unknown: 200 },
    ...{ excluded: 34_000, waiting: 0, notSent: 567, opened: 423_000, clicked: 61_234, machineOpened: 1 },
    ...{ machineClicked: 2, unsubscribed: 1_890, complained: 61, replied: 0 },
  },
  rates: {
    done: 1,
    delivery: 0.9833,
    open: 0.3585,
    click: 0.0519,
    bounce: 0.0125,
    unsubscribe: 0.0016,
    complaint: null,
  },
  speed: { perSecond: 987.4 },
  causes: {
    failed: [
      {
        class: 'dead_address',
        count: 15_000,
        codes: Array.from({ length: 40 }, (_, i) => ({ code: `550 5.1.${i}`, count: 40 - i, meaning: 'no such user' })),
      },
      { class: 'never_heard_of', count: 1, codes: [] },
    ],
  },
  excluded: GATE_REASONS.map((reason, i) => ({ reason, count: i })),
  links: Array.from({ length: 200 }, (_, i) => ({
    url: `https://shop.example/${'x'.repeat(i * 10)}?a=${i}`,
    people: 200 - i,
    human: 300,
    machine: 1,
  })),
  hours: Array.from({ length: 744 }, (_, i) => ({
    hour: new Date(Date.UTC(2026, 10, 20, i)).toISOString(),
    kinds: { opened: 700 - i },
  })),
  waves: Array.from({ length: 400 }, (_, i) => ({
    timeZone: `Zone/Number_${i}`,
    dueAt: '2026-11-20T09:00:00.000Z',
    messages: i,
    done: i,
  })),
} as unknown as Report

test.each(LANGUAGES)('the largest report is a short document in %s', async (language) => {
  const pdf = await reportPdf(report, language, 'America/New_York')
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const pages = Number(/\/Type \/Pages\s[^>]*?\/Count (\d+)/.exec(pdf.toString('latin1'))?.[1])
  expect(pages).toBeGreaterThan(1)
  expect(pages).toBeLessThan(8)
  expect(pdf.length).toBeLessThan(200_000)
})

test('says numbers, times and reasons as the language does; a code without words stands for itself', () => {
  const said = (language: 'en' | 'fr' | 'es') =>
    JSON.stringify(reportDocument(report, speechOf(language, 'Europe/Paris'), '2026-11-21T00:00:00Z'))
  expect(said('en')).toContain('"1,234,567"')
  expect(said('en')).toContain('Nov 20, 2026, 10:00')
  expect(said('fr')).toContain('"1\u00a0234\u00a0567"')
  expect(said('fr')).toContain('Aucun consentement enregistré')
  expect(said('es')).toContain('"1.234.567"')
  for (const language of LANGUAGES) expect(said(language)).toContain('never_heard_of')
})

test('every reason of the gate has words in each language, and nothing is left in English', () => {
  for (const words of [en, fr, es]) expect(Object.keys(words.reason).sort()).toEqual(Object.keys(en.reason).sort())
  for (const reason of GATE_REASONS) expect(en.reason[reason], reason).toBeDefined()
  for (const words of [fr, es])
    expect(Object.keys(en.reason).filter((key) => words.reason[key] === en.reason[key])).toEqual([])
})

test('nothing is fetched and no file but the font is read, whatever a name says', async () => {
  const evil = {
    ...report,
    campaign: { ...report.campaign, name: 'data:image/svg+xml,<image href="file:///etc/passwd"/>' },
  }
  expect((await reportPdf(evil, 'en', 'UTC')).length).toBeGreaterThan(1_000)
})
