import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import type { Import } from '../types.ts'
import type { Change } from './useChange.ts'

/** How numbers, dates and national phone numbers are meant: folded away, since most files need nothing of it. */
export function ReadingSection({ one, change }: { one: Import; change: Change }) {
  const translate = useTranslate()
  const { decimal = '.', dateOrder = '', defaultCountry = '', plusless = false } = one.options
  const [country, setCountry] = useState(defaultCountry)
  const saveCountry = (text: string) => {
    const code = text.trim().toUpperCase().slice(0, 2)
    setCountry(code)
    if (/^[A-Z]{2}$/.test(code)) void change({ defaultCountry: code })
  }
  const wide = { width: { xs: '100%', sm: 230 }, m: 0 } as const
  return (
    <Box component="details" sx={{ mb: 2, px: 2 }}>
      <Box component="summary" sx={{ cursor: 'pointer', fontWeight: 600 }}>
        {translate('imports.reading')}
      </Box>
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start', mt: 1.5 }}>
        <TextField
          label={translate('imports.default_country')}
          helperText={translate('imports.default_country_hint')}
          value={country}
          onChange={(event) => saveCountry(event.target.value)}
          sx={wide}
        />
        <TextField
          select
          label={translate('imports.decimal')}
          value={decimal}
          onChange={(event) => void change({ decimal: event.target.value as '.' | ',' })}
          sx={wide}
        >
          <MenuItem value=".">1,234.50</MenuItem>
          <MenuItem value=",">1.234,50</MenuItem>
        </TextField>
        <TextField
          select
          label={translate('imports.date_order')}
          value={dateOrder}
          onChange={(event) => void change({ dateOrder: event.target.value as 'dmy' | 'mdy' })}
          sx={wide}
        >
          {!dateOrder && <MenuItem value="">{translate('imports.date_orders.none')}</MenuItem>}
          <MenuItem value="dmy">{translate('imports.date_orders.dmy')}</MenuItem>
          <MenuItem value="mdy">{translate('imports.date_orders.mdy')}</MenuItem>
        </TextField>
        <FormControlLabel
          label={translate('imports.plusless')}
          control={<Switch checked={plusless} size="small" onChange={(_event, on) => void change({ plusless: on })} />}
          sx={{ ml: 0 }}
        />
      </Stack>
    </Box>
  )
}
