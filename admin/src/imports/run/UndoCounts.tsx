import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import type { ImportUndo } from '../types.ts'

const GOES = ['people', 'consents', 'memberships', 'addresses'] as const
const STAYS = ['addressesKept', 'fieldsKept', 'stopsKept'] as const

/** What an undo takes back and what it keeps, in words; `done` speaks of what was. */
export function UndoCounts({ undo }: { undo: Partial<ImportUndo> }) {
  const translate = useTranslate()
  const goes = GOES.filter((name) => (undo[name] ?? 0) > 0)
  const stays = STAYS.filter((name) => (undo[name] ?? 0) > 0)
  const kept = Object.entries(undo.kept ?? {}).filter(([, people]) => people > 0)
  return (
    <>
      <Typography variant="h3">{translate('imports.undo_goes')}</Typography>
      <ul style={{ marginTop: 4 }}>
        {goes.length === 0 && <li>{translate('imports.undo_nothing')}</li>}
        {goes.map((name) => (
          <li key={name}>{translate(`imports.undo_counts.${name}`, { smart_count: undo[name] ?? 0 })}</li>
        ))}
      </ul>
      {(kept.length > 0 || stays.length > 0) && (
        <>
          <Typography variant="h3">{translate('imports.undo_stays')}</Typography>
          <ul style={{ marginTop: 4 }}>
            {kept.map(([why, people]) => (
              <li key={why}>{translate(`imports.undo_kept.${why}`, { smart_count: people })}</li>
            ))}
            {stays.map((name) => (
              <li key={name}>{translate(`imports.undo_counts.${name}`, { smart_count: undo[name] ?? 0 })}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
