import type { PageMessages } from '../../i18n/provider.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'

export default { en, fr, es } satisfies PageMessages
