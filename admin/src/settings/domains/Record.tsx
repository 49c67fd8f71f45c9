import CopyIcon from '@mui/icons-material/ContentCopyOutlined'
import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { useNotify, useTranslate } from 'ra-core'
import { Section } from '../../parts/Section.tsx'
import type { DnsRecord } from '../types.ts'

const COLOR = {
  verified: 'success',
  wrong: 'error',
  missing: 'warning',
  unknown: 'warning',
  unchecked: 'default',
} as const

/** One DNS record: what to set and where, to be copied; beside it what was found. */
export function Record({ record }: { record: DnsRecord }) {
  const translate = useTranslate()
  const { id, type, host, value, need, state, found, problem } = record
  const chips = (
    <>
      <Chip label={translate(`settings.dns.need.${need}`)} variant="outlined" />
      <Chip label={translate(`settings.dns.state.${state}`)} color={COLOR[state]} variant="outlined" />
    </>
  )
  return (
    <Section title={translate(`settings.dns.name.${id}`)} actions={chips}>
      <Typography color="textSecondary" sx={{ mb: 1.5 }}>
        {translate(`settings.dns.what.${id}`)}
      </Typography>
      <Box
        component="dl"
        sx={{ m: 0, display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '110px 1fr' }, columnGap: 2, rowGap: 0.5 }}
      >
        <Line name={translate('settings.dns.type')} text={type} />
        <Line name={translate('settings.dns.host')} text={host} copy />
        {value && <Line name={translate('settings.dns.value')} text={value} copy />}
        {found.map((text) => (
          <Line key={text} name={translate('settings.dns.found')} text={text} />
        ))}
      </Box>
      {problem && (
        <Typography color="error" sx={{ mt: 1, fontWeight: 600 }}>
          {translate(`settings.dns.problem.${problem}`)}
        </Typography>
      )}
    </Section>
  )
}

function Line({ name, text, copy = false }: { name: string; text: string; copy?: boolean }) {
  const translate = useTranslate()
  const notify = useNotify()
  const put = async () => {
    try {
      await navigator.clipboard.writeText(text)
      notify('settings.dns.copied', { type: 'success', autoHideDuration: 2_000 })
    } catch {
      // Only over https or on this machine: the text stands there to be chosen by hand.
      notify('settings.dns.not_copied', { type: 'warning' })
    }
  }
  return (
    <>
      <Box component="dt" sx={{ color: 'text.secondary', pt: 0.5 }}>
        {name}
      </Box>
      <Box component="dd" sx={{ m: 0, display: 'flex', alignItems: 'flex-start', gap: 1, minWidth: 0 }}>
        <Box component="code" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere', fontSize: 13.5, pt: 0.5 }}>
          {text}
        </Box>
        {copy && (
          <IconButton size="small" onClick={() => void put()} aria-label={translate('settings.dns.copy', { name })}>
            <CopyIcon fontSize="small" />
          </IconButton>
        )}
      </Box>
    </>
  )
}
