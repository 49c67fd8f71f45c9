import type { PageMessages } from '../i18n/provider.ts'

const en = { title: 'User guide' }
const fr: typeof en = { title: 'Guide d’utilisation' }
const es: typeof en = { title: 'Guía de uso' }

export default { en, fr, es } satisfies PageMessages
