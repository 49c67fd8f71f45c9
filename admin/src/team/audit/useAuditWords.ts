import { useTranslate } from 'ra-core'
import type { AuditEntry } from '../types.ts'

/** Codes of the log as words. */
export function useAuditWords() {
  const translate = useTranslate()
  const thing = (code: string) => translate(`team.things.${code}`, { _: code })
  return {
    thing,
    action: (code: string) => {
      const [what = '', verb = ''] = code.split('.')
      return translate('team.audit.what', { thing: thing(what), verb: translate(`team.verbs.${verb}`, { _: verb }) })
    },
    actor: ({ actorKind, actorName }: Pick<AuditEntry, 'actorKind' | 'actorName'>) =>
      actorKind === 'system'
        ? translate('team.audit.system')
        : actorName || translate(`team.audit.actors.${actorKind}`, { _: actorKind }),
  }
}

export type AuditWords = ReturnType<typeof useAuditWords>
