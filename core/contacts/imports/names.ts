/** Words that belong to the family name that follows them. */
const PARTICLES = new Set(
  'de del della der den di da do dos das du des la le van von ter ten zu zum bin ibn al el y'.split(' '),
)

/**
 * Splits a whole name: `Lastname, Firstname` at the comma; else the last word, with the particles before it, is the family
 * name (`Ludwig van Beethoven`, `María de la Cruz`). One word is a first name.
 */
export function splitName(text: string): { firstName?: string; lastName?: string } {
  const whole = text.replace(/\s+/gu, ' ').trim()
  if (whole === '') return {}
  const comma = whole.indexOf(',')
  if (comma > 0) {
    const [lastName, firstName] = [whole.slice(0, comma).trim(), whole.slice(comma + 1).trim()]
    return firstName ? { firstName, lastName } : { lastName }
  }
  const words = whole.split(' ')
  if (words.length === 1) return { firstName: whole }
  let start = words.length - 1
  while (start > 1 && PARTICLES.has(words[start - 1]!.toLowerCase())) start--
  return { firstName: words.slice(0, start).join(' '), lastName: words.slice(start).join(' ') }
}
