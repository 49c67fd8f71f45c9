/**
 * Formatters are dear to make (tens of µs) and cheap to use (1 µs), so they are kept. Zone and currency may come from a
 * person's data, hence the bound: past it the store is emptied and fills again.
 */
const MOST = 1_000
const kept = new Map<string, unknown>()

function keep<T>(key: string, make: () => T): T {
  const found = kept.get(key)
  if (found !== undefined) return found as T
  const made = make()
  if (kept.size >= MOST) kept.clear()
  kept.set(key, made)
  return made
}

/** @param style @param time 'none', 'short', 'medium', 'long', 'full'. Both 'none' gives the long date. */
export const dateFormatter = (locale: string, style: string, time: string, timeZone: string): Intl.DateTimeFormat =>
  keep(`d|${locale}|${style}|${time}|${timeZone}`, () => {
    const dateStyle = style === 'none' ? (time === 'none' ? 'long' : undefined) : (style as 'long')
    const timeStyle = time === 'none' ? undefined : (time as 'short')
    return new Intl.DateTimeFormat(locale, {
      timeZone,
      ...(dateStyle && { dateStyle }),
      ...(timeStyle && { timeStyle }),
    })
  })

/** @param style 'decimal', 'percent', 'compact' or 'currency' (then with a code of ISO 4217). */
export const numberFormatter = (
  locale: string,
  style: string,
  currency: string | undefined,
  decimals: number | undefined,
): Intl.NumberFormat =>
  keep(`n|${locale}|${style}|${currency}|${decimals}`, () => {
    const places = decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
    if (style === 'currency')
      return new Intl.NumberFormat(locale, { style: 'currency', currency: currency!, ...places })
    if (style === 'compact') return new Intl.NumberFormat(locale, { notation: 'compact', ...places })
    return new Intl.NumberFormat(locale, { style: style as 'decimal', ...places })
  })

export const pluralRules = (locale: string): Intl.PluralRules => keep(`p|${locale}`, () => new Intl.PluralRules(locale))
