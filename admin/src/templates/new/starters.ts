import { INVITATION, LETTER, NEWSLETTER, OFFER } from './words.ts'

export type StarterLanguage = 'en' | 'fr' | 'es'
export const STARTER_LANGUAGES: readonly StarterLanguage[] = ['en', 'fr', 'es']

export interface StarterWords {
  readonly subject: string
  readonly preheader: string
  readonly footer: string
  readonly unsubscribe: string
  readonly [word: string]: string
}

export const STARTERS = ['letter', 'newsletter', 'offer', 'invitation'] as const
export type StarterName = (typeof STARTERS)[number]

const WORDS: Record<StarterName, Record<StarterLanguage, StarterWords>> = {
  letter: LETTER,
  newsletter: NEWSLETTER,
  offer: OFFER,
  invitation: INVITATION,
}
const BODIES: Record<StarterName, (w: StarterWords) => string> = {
  letter: letterBody,
  newsletter: newsletterBody,
  offer: offerBody,
  invitation: invitationBody,
}

/** A design to begin with: what an inbox shows, and the MJML. */
export function starter(name: StarterName, language: StarterLanguage) {
  const words = WORDS[name][language]
  return { subject: words.subject, preheader: words.preheader, design: page(language, BODIES[name](words), words) }
}

/** Fonts that every machine has: nothing is loaded from anywhere. */
const FONT = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"

function page(language: string, body: string, words: StarterWords): string {
  return `<mjml lang="${language}">
  <mj-head>
    <mj-attributes>
      <mj-all font-family="${FONT}" />
      <mj-text font-size="16px" line-height="1.55" color="#1d2129" />
      <mj-button background-color="#2450b8" color="#ffffff" border-radius="6px" font-size="16px" inner-padding="13px 26px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f3f4f7" width="600px">
${body}
    <mj-section padding="12px 0 28px">
      <mj-column>
        <mj-text align="center" font-size="13px" color="#535c69">${words.footer}<br /><a href="{{urls.unsubscribe}}" style="color:#535c69">${words.unsubscribe}</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`
}

const GREETING = '{{default contact.firstName'

function letterBody(w: StarterWords): string {
  return `    <mj-section background-color="#ffffff" padding="32px 16px">
      <mj-column>
        <mj-text font-weight="700" color="#2450b8">{{workspace.name}}</mj-text>
        <mj-text>${w.hello} ${GREETING} "${w.friend}"}},</mj-text>
        <mj-text>${w.first}</mj-text>
        <mj-text>${w.second}</mj-text>
        <mj-text>${w.bye}<br />{{workspace.name}}</mj-text>
      </mj-column>
    </mj-section>`
}

function newsletterBody(w: StarterWords): string {
  const story = (title: string, text: string) => `      <mj-column>
        <mj-text font-size="18px" font-weight="700" padding-bottom="0">${title}</mj-text>
        <mj-text>${text}</mj-text>
        <mj-text><a href="https://example.com" style="color:#2450b8">${w.more}</a></mj-text>
      </mj-column>`
  return `    <mj-section background-color="#14213d" padding="24px 16px">
      <mj-column>
        <mj-text align="center" color="#ffffff" font-size="22px" font-weight="700">{{workspace.name}}</mj-text>
        <mj-text align="center" color="#d5dcec" padding-top="0">${w.tagline}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="28px 16px 8px">
      <mj-column>
        <mj-text font-size="26px" font-weight="700" line-height="1.25">${w.title}</mj-text>
        <mj-text>${w.lead}</mj-text>
        <mj-button href="https://example.com" align="left">${w.read}</mj-button>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="0 16px">
      <mj-column><mj-divider border-width="1px" border-color="#dfe3e8" /></mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="8px 16px 24px">
${story(w.story1!, w.text1!)}
${story(w.story2!, w.text2!)}
    </mj-section>`
}

function offerBody(w: StarterWords): string {
  return `    <mj-section background-color="#2450b8" padding="40px 16px">
      <mj-column>
        <mj-text align="center" color="#ffffff" font-size="15px">{{workspace.name}}</mj-text>
        <mj-text align="center" color="#ffffff" font-size="44px" font-weight="800" line-height="1.1">${w.big}</mj-text>
        <mj-text align="center" color="#e3eaff" font-size="18px">${w.on}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="28px 16px 32px">
      <mj-column>
        <mj-text align="center">${w.hello} ${GREETING} "${w.friend}"}}, ${w.text}</mj-text>
        <mj-button href="https://example.com">${w.button}</mj-button>
        <mj-text align="center" font-size="13px" color="#535c69">${w.terms}</mj-text>
      </mj-column>
    </mj-section>`
}

function invitationBody(w: StarterWords): string {
  const fact = (
    name: string,
    value: string,
  ) => `      <mj-column background-color="#f3f4f7" border-radius="6px" padding="4px">
        <mj-text align="center" font-size="13px" color="#535c69" padding-bottom="0">${name}</mj-text>
        <mj-text align="center" font-weight="700" padding-top="2px">${value}</mj-text>
      </mj-column>`
  return `    <mj-section background-color="#ffffff" padding="36px 16px 8px">
      <mj-column>
        <mj-text align="center" font-size="28px" font-weight="700" line-height="1.25">${w.title}</mj-text>
        <mj-text align="center">${w.lead}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="8px 16px">
${fact(w.when!, w.date!)}
${fact(w.where!, w.place!)}
    </mj-section>
    <mj-section background-color="#ffffff" padding="12px 16px 32px">
      <mj-column>
        <mj-button href="https://example.com">${w.button}</mj-button>
        <mj-text align="center" font-size="14px" color="#535c69">${w.regret}</mj-text>
      </mj-column>
    </mj-section>`
}
