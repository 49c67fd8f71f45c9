import { Parser } from 'htmlparser2'
import type { Advice, Json } from '../../core/contracts/index.ts'

/** Hides where a link leads; filters and readers take it for phishing. */
const SHORTENERS = /^(bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|cutt\.ly)$/i
/** Text that reads as an address: 'shop.example', 'https://shop.example/sale'. */
const ADDRESS_TEXT = /^\s*(?:https?:\/\/)?((?:[\p{L}\d-]+\.)+\p{L}{2,})(?:[/?#:]\S*)?\s*$/iu
const LEFT_ALONE = /^\s*(?:#|mailto:|tel:|sms:|cid:|data:|\{\{)/i
const VARIABLE = /\{\{[\s\S]*?\}\}/g
/** Fewer letters of text beside images are a mail that is a picture. */
const LITTLE_TEXT = 60
/** From so many letters on a subject in capitals is shouted rather than short. */
const SHORTEST_SHOUT = 8

/** What filters and readers take amiss in an email, as it was written. A content may have any of it and be published. */
export function adviseEmail(content: Record<string, Json>): Advice[] {
  const subject = textOf(content.subject).replace(VARIABLE, '')
  const html = textOf(content.html)
  return [...adviseSubject(subject), ...(html.trim() ? adviseHtml(readPage(html)) : [])]
}

function adviseSubject(subject: string): Advice[] {
  const found: Advice[] = []
  const say = (code: string, message: string) => found.push({ code, field: 'subject', message })
  const letters = subject.match(/\p{L}/gu)?.length ?? 0
  const capitals = subject.match(/\p{Lu}/gu)?.length ?? 0
  if (letters >= SHORTEST_SHOUT && capitals / letters > 0.7)
    say('subject_capitals', 'A subject in capitals reads as shouting, and filters count it; use small letters.')
  if (/[!¡?¿]{3,}|!{2,}/u.test(subject) || (subject.match(/!/g)?.length ?? 0) > 2)
    say('subject_marks', 'Many exclamation marks are what filters look for; one is enough.')
  if (/^\s*(re|fwd?|tr|rv|aw)\s*:/i.test(subject))
    say(
      'subject_fake_reply',
      'The subject pretends to be a reply, which the law of many countries forbids; drop "Re:".',
    )
  return found
}

interface Page {
  readonly text: string
  readonly images: readonly { readonly alt: string | undefined; readonly src: string }[]
  readonly links: readonly { readonly href: string; readonly text: string }[]
}

function adviseHtml({ text, images, links }: Page): Advice[] {
  const found: Advice[] = []
  const say = (code: string, message: string) => found.push({ code, field: 'html', message })
  const some = <T>(items: readonly T[], test: (item: T) => boolean) => items.filter(test).length
  if (images.length && text.replace(/\s+/g, '').length < LITTLE_TEXT)
    say(
      'only_images',
      'The mail is nearly all pictures: filters distrust it, and many see none of it. Write the message as text.',
    )
  const mute = some(images, ({ alt }) => alt === undefined)
  if (mute)
    say(
      'missing_alt',
      `${mute} pictures have no alt text: who does not see them is told nothing. Describe them, or set alt="".`,
    )
  const open = some(links, ({ href }) => /^\s*http:/i.test(href)) + some(images, ({ src }) => /^\s*http:/i.test(src))
  if (open) say('insecure_link', `${open} links or pictures use http; browsers warn of them. Use https.`)
  const lost = some(
    links,
    ({ href }) => href.trim() !== '' && !LEFT_ALONE.test(href) && !/^\s*[a-z][a-z\d+.-]*:/i.test(href),
  )
  if (lost) say('relative_link', `${lost} links lead nowhere in a mail: write them with https:// and the domain.`)
  const empty = some(links, ({ href }) => href.trim() === '' || href.trim() === '#')
  if (empty) say('empty_link', `${empty} links have no target yet.`)
  if (links.some(({ href }) => SHORTENERS.test(hostOf(href) ?? '')))
    say('short_link', 'A link shortener hides the target and is often blocked; link to the page itself.')
  const other = links.find(isMismatch)
  if (other)
    say(
      'link_mismatch',
      `A link says "${other.text.trim().slice(0, 60)}" and leads to ${hostOf(other.href)}: that is how phishing looks. Let it say what it is.`,
    )
  return found
}

/** Words that name one host over a link to another; `www.` makes no difference, nor does a subdomain. */
function isMismatch({ href, text }: Page['links'][number]): boolean {
  const target = hostOf(href)
  const said = ADDRESS_TEXT.exec(text)?.[1]
    ?.toLowerCase()
    .replace(/^www\./, '')
  if (!target || !said) return false
  const shown = hostOf(`https://${said}/`) ?? said
  return target !== shown && !target.endsWith(`.${shown}`) && !shown.endsWith(`.${target}`)
}

/** Host of an absolute web address, without `www.`; null where variables make it unknown. */
function hostOf(href: string): string | null {
  const host = URL.parse(href.trim())?.host
  return host && /^https?:/i.test(href.trim()) && !/[{}%]/.test(host) ? host.toLowerCase().replace(/^www\./, '') : null
}

function readPage(html: string): Page {
  const images: Page['images'][number][] = []
  const links: { href: string; text: string }[] = []
  let text = ''
  let hidden = 0
  let link: { href: string; text: string } | null = null
  const parser = new Parser({
    onopentag(name, attributes) {
      if (HIDDEN.has(name)) hidden++
      // A picture of a pixel is the author's own counter, not a picture.
      if (name === 'img' && attributes.width !== '1') images.push({ alt: attributes.alt, src: attributes.src ?? '' })
      if (name === 'a' && attributes.href !== undefined) {
        link = { href: attributes.href, text: '' }
        links.push(link)
      }
    },
    ontext(data) {
      if (hidden > 0) return
      text += data
      if (link) link.text += data
    },
    onclosetag(name) {
      if (HIDDEN.has(name)) hidden--
      if (name === 'a') link = null
    },
  })
  parser.write(html)
  parser.end()
  return { text: text.replace(VARIABLE, 'x'), images, links }
}

const HIDDEN: ReadonlySet<string> = new Set(['style', 'script', 'title', 'head'])
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
