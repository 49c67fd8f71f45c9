import { useTranslate } from 'ra-core'
import { useApi } from '../data/useApi.ts'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { useMe } from '../session/useSession.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/

/** `one-click` and `one_click` are the same. */
const wordOf = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')

/** Codes of the log as words: channels by their own labels, sources and people who acted by name where it is known. */
export function useWords() {
  const translate = useTranslate()
  const { localized, list } = useFormat()
  const channels = useChannels()
  const { permissions } = useMe()
  const members = useApi<{ data: { id: string; name: string; email: string }[] }>(
    permissions.includes('users:read') ? '/members' : null,
    { limit: 200 },
  ).data?.data
  const channel = (id: string) => localized(channels.find((one) => one.id === id)?.label ?? { en: id })
  return {
    channels,
    channel,
    purpose: (id: string) => translate(`consent.purposes.${id}`, { _: id }),
    /** "Email, WhatsApp": what reaches this kind of address. */
    kind: (id: string) => {
      const named = channels.filter(({ addressKind }) => addressKind === id).map(({ label }) => localized(label))
      return named.length > 0 ? list(named) : id
    },
    /** `import:<id>`, `form:footer`: the first word is known, the rest is theirs. */
    source: (text: string) => {
      const [first = '', ...rest] = text.split(':')
      const known = translate(`consent.sources.${wordOf(first)}`, { _: '' })
      const detail = rest.join(':').trim()
      if (!known || known.startsWith('consent.sources.')) return text
      return detail && !UUID.test(detail) ? `${known} (${detail})` : known
    },
    actor: (kind: string, id: string | null) => {
      const member = members?.find((one) => one.id === id)
      if (member) return member.name || member.email
      return translate(`consent.actors.${kind}`, { _: kind })
    },
  }
}

export type ConsentWords = ReturnType<typeof useWords>
