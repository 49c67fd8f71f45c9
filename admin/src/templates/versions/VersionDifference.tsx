import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import { LazyDifference } from '../code/LazyCode.tsx'
import { differencesOf } from '../draft/difference.ts'
import type { Contents } from '../types.ts'

interface VersionDifferenceProps {
  readonly before: Contents
  readonly after: Contents
  readonly beforeLabel: string
  readonly afterLabel: string
}

/** Two contents, field by field, language by language; only what differs. */
export function VersionDifference({ before, after, beforeLabel, afterLabel }: VersionDifferenceProps) {
  const translate = useTranslate()
  const { language } = useFormat()
  const alike = { name: '', defaultLocale: '' }
  const was = { ...alike, contents: before }
  const differences = differencesOf(was, { ...alike, contents: after }, was)
  if (differences.length === 0) return <Typography>{translate('templates.no_difference')}</Typography>
  return (
    <>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {translate('templates.difference_of', { before: beforeLabel, after: afterLabel })}
      </Typography>
      {differences.map(({ key, locale, field, mine, theirs }) => (
        <div key={key} style={{ marginBottom: 16 }}>
          <Typography variant="h3" component="h3" sx={{ mb: 0.5 }}>
            {locale ? `${language(locale)} · ${field}` : field}
          </Typography>
          <LazyDifference before={theirs} after={mine} beforeLabel={beforeLabel} afterLabel={afterLabel} />
        </div>
      ))}
    </>
  )
}
