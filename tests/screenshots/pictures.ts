import type { Page } from 'playwright-core'
import type { Moving } from './moved-time.ts'
import type { Shown } from './prepare.ts'

export interface Picture {
  readonly name: string
  readonly path: (shown: Shown) => string
  /** English, unless others are named. */
  readonly languages?: readonly ('en' | 'fr' | 'es')[]
  readonly width?: number
  readonly height?: number
  readonly moving?: Moving
  /** After the demo's campaign: what its readers did is not quite the same each time. */
  readonly launched?: boolean
  /** Signals that what the picture is about is there. */
  readonly ready: (page: Page) => Promise<unknown>
}

const EVERY = ['en', 'fr', 'es'] as const
const PHONE = { width: 390, height: 844 }
const seen = (selector: string) => (page: Page) => page.locator(selector).first().waitFor()

/** Every picture of the guide and the README, in the order in which they are taken. */
export const PICTURES: readonly Picture[] = [
  {
    name: 'home',
    path: () => '/home',
    languages: EVERY,
    height: 1000,
    ready: seen('main svg.recharts-surface'),
  },
  {
    name: 'audience',
    path: ({ draft }) => `/campaigns/${draft}/edit?step=audience`,
    languages: EVERY,
    height: 1120,
    ready: seen('main button:text-is("26")'),
  },
  {
    name: 'import',
    path: () => '/imports/new',
    languages: EVERY,
    height: 1100,
    async ready(page) {
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'spring-fair.csv', mimeType: 'text/csv', buffer: SAMPLE })
      await page.waitForURL(/\/imports\/(?!new)/)
      await page.locator('main table').first().waitFor()
    },
  },
  { name: 'segment', path: ({ segment }) => `/segments/${segment}/edit`, height: 820, ready: seen('main li') },
  {
    name: 'schedule',
    path: ({ draft }) => `/campaigns/${draft}/edit?step=schedule`,
    moving: 'days',
    height: 1120,
    ready: seen('main :text("Honolulu"), main :text("Melbourne")'),
  },
  {
    name: 'check',
    path: ({ draft }) => `/campaigns/${draft}/edit?step=check`,
    moving: 'days',
    ready: seen('main :text("Good to know:"), main :text("Risk:")'),
  },
  { name: 'template', path: ({ template }) => `/templates/${template}`, height: 1000, ready: seen('.cm-content') },
  {
    name: 'campaign',
    path: ({ past }) => `/campaigns/${past}`,
    height: 1100,
    ready: seen('main :text("From the audience to the click")'),
  },
  {
    name: 'campaign-phone',
    path: ({ past }) => `/campaigns/${past}`,
    ...PHONE,
    ready: seen('main :text("From the audience to the click")'),
  },
  {
    name: 'sandbox',
    path: () => '/sandbox?q=camille',
    launched: true,
    async ready(page) {
      const rows = page.locator('main ul li button, main ul li [role=button]')
      await rows.first().click()
      await page.locator('main iframe').first().waitFor()
      await page.frameLocator('main iframe').first().locator('h1').waitFor()
    },
  },
  { name: 'account', path: ({ account }) => `/accounts/${account}`, ready: seen('main :text("Connection")') },
  {
    name: 'domain',
    path: ({ domain }) => `/settings/domains/${domain}`,
    height: 1000,
    ready: seen('main :text("DKIM")'),
  },
  {
    name: 'person',
    path: ({ person }) => `/people/${person}`,
    height: 1000,
    ready: seen('main :text("What happened")'),
  },
  { name: 'blocked', path: () => '/consent/blocked', ready: seen('main tbody tr') },
  { name: 'team', path: () => '/team', height: 640, ready: seen('main tbody tr') },
]

const SAMPLE = Buffer.from(`Email;First name;Last name;Language;City;Orders;Came to us by
elise.bonnet@courriel.example;Élise;Bonnet;fr;Lyon;3;fair
noah.wright@inbox.example;Noah;Wright;en;Leeds;1;fair
lucia.santos@correo.example;Lucía;Santos;es;Sevilla;7;friend
hugo.mercier@courriel.example;Hugo;Mercier;fr;Dakar;2;fair
grace.obrien@inbox.example;Grace;O'Brien;en;Dublin;4;website
`)
