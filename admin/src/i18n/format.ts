import type { Localized } from '../../../core/contracts/common.ts'

type When = string | number | Date
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Intl's formatters are slow to make (0.1 ms) and quick to use: one set per language. */
export function createFormat(locale: string) {
  const number = new Intl.NumberFormat(locale)
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const list = new Intl.ListFormat(locale)
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
      value,
    )
  return {
    locale,
    number: (value: number) => number.format(value),
    /** 12.4k: for places too narrow for the whole number; give that as a title. */
    compact: (value: number) => compact.format(value),
    /** 0.1234 → 12.3 %; small shares keep a second digit, since 0.08 % and 0.1 % are different worlds. */
    percent: (share: number) =>
      new Intl.NumberFormat(locale, {
        style: 'percent',
        maximumFractionDigits: share !== 0 && Math.abs(share) < 0.01 ? 2 : 1,
      }).format(share),
    date: (when: When) => date.format(new Date(when)),
    time: (when: When) => time.format(new Date(when)),
    dateTime: (when: When) => dateTime.format(new Date(when)),
    exact: (when: When) => exact.format(new Date(when)),
    /** In the time zone of somebody else, named beside it. */
    inZone: (when: When, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(when)),
    /** "3 minutes ago", "tomorrow". */
    relative(when: When, now = Date.now()) {
      const seconds = (new Date(when).getTime() - now) / 1000
      const [name, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ['second', 1]
      return relative.format(Math.trunc(seconds / size), name)
    },
    bytes(value: number) {
      const power = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), UNITS.length - 1)
      return unit(value / 1000 ** power, UNITS[power]!)
    },
    /** 75 → "1 min 15 s"; the two largest units. */
    duration(seconds: number) {
      const whole = Math.max(0, Math.round(seconds))
      const parts = [
        [Math.floor(whole / 86_400), 'day'],
        [Math.floor(whole / 3_600) % 24, 'hour'],
        [Math.floor(whole / 60) % 60, 'minute'],
        [whole % 60, 'second'],
      ] as const
      const first = parts.findIndex(([count]) => count > 0)
      return (first < 0 ? parts.slice(3) : parts.slice(first, first + 2))
        .filter(([count], i) => i === 0 || count > 0)
        .map(([count, name]) => unit(count, name))
        .join(' ')
    },
    list: (texts: readonly string[]) => list.format(texts),
    language: (tag: string) => nameOf(locale, 'language', tag),
    country: (code: string) => nameOf(locale, 'region', code),
    /** A text that comes in three languages: labels of channels, providers, pages. */
    localized: (text: Localized | Readonly<Record<string, string>>) =>
      (text as Record<string, string>)[locale] ?? text.en ?? Object.values(text)[0] ?? '',
  }
}

export type Format = ReturnType<typeof createFormat>

function nameOf(locale: string, type: 'language' | 'region', code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type }).of(code) ?? code
  } catch {
    return code
  }
}
