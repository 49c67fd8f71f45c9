/**
 * Letters beyond ASCII of languages written in windows-1252. A file whose letters all belong to one row is certainly read
 * right: the same bytes in another code page (Czech in windows-1250, Polish, Turkish …) give letters that no one row has.
 */
const INVENTORIES = [
  'àâäçéèêëîïôöœùûüÿß', // French, German, Dutch
  'áàâãçéêíóôõúüñª º', // Spanish, Portuguese
  'àçèéíïòóúüñ·', // Catalan
  'àèéìíòóùú', // Italian
  'åäöæøéüß', // Danish, Norwegian, Swedish, German
  'áéíóúñäöüß', // Spanish, German
].map((letters) => new Set(letters))

/** Marks that stand beside words and belong to no language. */
const MARKS = new Set('’‘“”«»–—…€°£§©®™•¿¡´·\u00a0²³½¼¾×±')

/** Whether text read as windows-1252 is beyond doubt: known letters, in the places where such letters stand. */
export function isPlainlyWestern(text: string): boolean {
  const letters = new Set<string>()
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (char <= '\u007f') continue
    if (MARKS.has(char)) {
      if (!standsWell(char, text, at)) return false
      continue
    }
    const lower = char.toLowerCase()
    if (!/\p{L}/u.test(char)) return false
    // A capital inside a word in small letters is a small letter of another code page: RenŽ, Mller.
    if (char !== lower && isLetter(text[at - 1]) && (isLower(text[at - 1]) || isLower(text[at + 1]))) return false
    // Èapek, Kovaè: where Czech has Č and č, no western word has È or è.
    if (lower === 'è' && (/[aeiou]/i.test(text[at + 1] ?? '') || !isLetter(text[at + 1]))) return false
    if (runLength(text, at) > 2) return false
    // Hoøava: where Czech has ř, which stands after vowels; ø does not.
    if (lower === 'ø' && /[aeiou]/i.test(text[at - 1] ?? '')) return false
    if ((lower === 'ã' || lower === 'õ') && !/[eos]/i.test(text[at + 1] ?? '')) return false
    letters.add(lower)
  }
  return INVENTORIES.some((inventory) => letters.isSubsetOf(inventory))
}

/** Zo‘, Mu–oz, Mar’a are names of another code page; O’Brien, D’Angelo and l’Été are not. */
function standsWell(mark: string, text: string, at: number): boolean {
  const [before, after] = [text[at - 1], text[at + 1]]
  if (mark === '’') return !(isLower(before) && isLower(after) && isLetter(text[at - 2]))
  if (mark === '·') return true
  if ('‘“«¿¡'.includes(mark)) return !isLetter(before)
  return !(isLower(before) && isLower(after))
}

const isLetter = (char: string | undefined) => char !== undefined && char.toLowerCase() !== char.toUpperCase()

const isLower = (char: string | undefined) =>
  char !== undefined && char.toLowerCase() === char && char.toUpperCase() !== char

function runLength(text: string, at: number): number {
  let [from, to] = [at, at]
  while (from > 0 && isHighLetter(text[from - 1]!)) from--
  while (to < text.length - 1 && isHighLetter(text[to + 1]!)) to++
  return to - from + 1
}

const isHighLetter = (char: string) => char > '\u00bf' && char <= '\u017f'
