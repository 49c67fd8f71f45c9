import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormHelperText from '@mui/material/FormHelperText'
import Typography from '@mui/material/Typography'
import { useInput, useTranslate } from 'ra-core'
import { useId } from 'react'
import { useMe } from '../../session/useSession.ts'
import type { Permission } from '../types.ts'
import { byArea } from './scopes.ts'
import { useScopeWords } from './useScopeWords.ts'

/** What a key may do: at most what its maker may, area by area. */
export function ScopeInput({ source }: { source: string }) {
  const translate = useTranslate()
  const { permissions } = useMe()
  const { field, fieldState } = useInput({ source, defaultValue: [] })
  const id = useId()
  const chosen: readonly Permission[] = field.value
  const toggle = (one: Permission) =>
    field.onChange(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one])
  return (
    <Box role="group" aria-labelledby={id} sx={{ my: 1 }}>
      <Typography id={id} variant="h3">
        {translate('team.keys.scopes')}
      </Typography>
      <FormHelperText error={fieldState.error !== undefined}>
        {fieldState.error ? translate('team.keys.scopes_needed') : translate('team.keys.scopes_hint')}
      </FormHelperText>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '190px 1fr' }, columnGap: 2, mt: 1 }}>
        {[...byArea(permissions as readonly Permission[])].map(([area, of]) => (
          <Area key={area} area={area} of={of} chosen={chosen} onToggle={toggle} />
        ))}
      </Box>
    </Box>
  )
}

interface AreaProps {
  readonly area: string
  readonly of: readonly Permission[]
  readonly chosen: readonly Permission[]
  readonly onToggle: (one: Permission) => void
}

function Area({ area, of, chosen, onToggle }: AreaProps) {
  const words = useScopeWords()
  const id = useId()
  return (
    <Box role="group" aria-labelledby={id} sx={{ display: 'contents' }}>
      <Typography id={id} sx={{ alignSelf: 'center', fontWeight: 550, mt: { xs: 1, sm: 0 } }}>
        {words.area(area)}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1 }}>
        {of.map((permission) => (
          <FormControlLabel
            key={permission}
            control={
              <Checkbox
                size="small"
                checked={chosen.includes(permission)}
                onChange={() => onToggle(permission)}
                slotProps={{ input: { 'aria-label': `${words.area(area)}: ${words.verb(permission)}` } }}
              />
            }
            label={words.verb(permission)}
          />
        ))}
      </Box>
    </Box>
  )
}
