import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../i18n/useFormat.ts'
import { Section } from '../../parts/Section.tsx'
import type { Import } from '../types.ts'

/** How far it is; goes on whether somebody looks or not. */
export function Running({ one }: { one: Import }) {
  const translate = useTranslate()
  const { percent } = useFormat()
  return (
    <Section title={translate('imports.running')}>
      <LinearProgress
        variant="determinate"
        value={one.progress * 100}
        aria-label={translate('imports.running')}
        sx={{ height: 8, borderRadius: 4, mb: 1 }}
      />
      <Typography role="status">
        {translate('imports.rows_done', { smart_count: one.rowsDone, share: percent(one.progress) })}
      </Typography>
      <Typography color="textSecondary" variant="body2">
        {translate('imports.may_leave')}
      </Typography>
    </Section>
  )
}
