import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormHelperText from '@mui/material/FormHelperText'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Typography from '@mui/material/Typography'
import { useInput, useTranslate } from 'ra-core'
import { useId } from 'react'
import { useMe } from '../../session/useSession.ts'
import type { Role } from '../types.ts'
import { mayGive, ROLES } from './roles.ts'

interface RolePickerProps {
  readonly value: Role | ''
  readonly onChange: (role: Role) => void
  readonly disabled?: boolean
  readonly error?: string | undefined
}

/** Roles, each with what it may do in words. */
export function RolePicker({ value, onChange, disabled, error }: RolePickerProps) {
  const translate = useTranslate()
  const me = useMe()
  const id = useId()
  return (
    <Box sx={{ my: 1 }}>
      <Typography id={id} variant="h3" sx={{ mb: 0.5 }}>
        {translate('team.members.role')}
      </Typography>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onChange={(_event, next) => onChange(next as Role)}
        sx={{ gap: 1 }}
      >
        {ROLES.map((role) => (
          <FormControlLabel
            key={role}
            value={role}
            disabled={disabled === true || !mayGive(me.role, role)}
            control={<Radio size="small" sx={{ alignSelf: 'flex-start', mt: -0.5 }} />}
            label={
              <>
                <Box component="span" sx={{ fontWeight: 600, display: 'block' }}>
                  {translate(`roles.${role}`)}
                </Box>
                <Typography component="span" variant="body2" color="textSecondary">
                  {translate(`team.role_text.${role}`)}
                </Typography>
              </>
            }
          />
        ))}
      </RadioGroup>
      {error && <FormHelperText error>{error}</FormHelperText>}
    </Box>
  )
}

/** The same as a field of a form. */
export function RoleInput({ source }: { source: string }) {
  const { field, fieldState } = useInput({ source, defaultValue: 'contributor' })
  return <RolePicker value={field.value} onChange={field.onChange} error={fieldState.error?.message} />
}
