import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Stack from '@mui/material/Stack'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import type { Encoding } from '../../../../core/contacts/imports/read/encodings.ts'
import { Section } from '../../parts/Section.tsx'
import type { Import } from '../types.ts'
import type { Change } from './useChange.ts'

/** What the server reads; the type says when one of them is not known there. */
const ENCODINGS: readonly Encoding[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-15',
  'windows-1250',
  'iso-8859-2',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'koi8-r',
  'macintosh',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'big5',
  'gb18030',
]
const DELIMITERS = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
] as const

interface FormatSectionProps {
  readonly one: Import
  readonly change: Change
  readonly busy: boolean
}

/** How the file is read: found out, and corrected where that was wrong. */
export function FormatSection({ one, change, busy }: FormatSectionProps) {
  const translate = useTranslate()
  const { encoding, delimiter, header, exportFormat, columns } = one.detected
  const known = DELIMITERS.some(([mark]) => mark === delimiter)
  return (
    <Section title={translate('imports.format')}>
      {!encoding.certain && <Uncertain one={one} change={change} />}
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <TextField
          select
          label={translate('imports.encoding')}
          value={encoding.certain ? encoding.encoding : ''}
          disabled={busy}
          onChange={(event) => void change({ encoding: event.target.value as Encoding })}
          sx={{ width: { xs: '100%', sm: 200 }, m: 0 }}
        >
          {ENCODINGS.map((name) => (
            <MenuItem key={name} value={name}>
              {name.toUpperCase()}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          label={translate('imports.delimiter')}
          value={delimiter}
          disabled={busy}
          onChange={(event) => void change({ delimiter: event.target.value })}
          sx={{ width: { xs: '100%', sm: 200 }, m: 0 }}
        >
          {DELIMITERS.map(([mark, name]) => (
            <MenuItem key={name} value={mark}>
              {translate(`imports.delimiters.${name}`)}
            </MenuItem>
          ))}
          {!known && <MenuItem value={delimiter}>{delimiter}</MenuItem>}
        </TextField>
        <FormControlLabel
          label={translate('imports.header')}
          control={
            <Switch
              checked={header}
              disabled={busy}
              onChange={(_event, on) => void change({ header: on })}
              size="small"
            />
          }
          sx={{ ml: 0 }}
        />
      </Stack>
      <Box sx={{ mt: 1, color: 'text.secondary' }}>
        {translate('imports.columns_found', { smart_count: columns.length })}
        {exportFormat && ` ${translate('imports.export_of', { name: exportFormat.label })}`}
      </Box>
    </Section>
  )
}

/** Bytes that fit several code pages: only somebody who reads the language can tell. */
function Uncertain({ one, change }: Pick<FormatSectionProps, 'one' | 'change'>) {
  const translate = useTranslate()
  const { samples } = one.detected.encoding
  return (
    <Alert severity="warning" sx={{ mb: 2, '& .MuiAlert-message': { minWidth: 0 } }}>
      {translate('imports.uncertain')}
      <RadioGroup aria-label={translate('imports.encoding')} value="">
        {samples.map(({ encoding, text }) => (
          <FormControlLabel
            key={encoding}
            value={encoding}
            control={<Radio size="small" onChange={() => void change({ encoding: encoding as Encoding })} />}
            label={
              <span style={{ overflowWrap: 'anywhere' }}>
                <strong>{encoding.toUpperCase()}</strong> {text}
              </span>
            }
          />
        ))}
      </RadioGroup>
    </Alert>
  )
}
