import type { PageMessages } from '../../i18n/provider.ts'
import { en as liveEn } from '../live/messages/en.ts'
import { es as liveEs } from '../live/messages/es.ts'
import { fr as liveFr } from '../live/messages/fr.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'

export default {
  en: { ...en, live: liveEn },
  fr: { ...fr, live: liveFr },
  es: { ...es, live: liveEs },
} satisfies PageMessages
