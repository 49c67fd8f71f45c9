import AddIcon from '@mui/icons-material/Add'
import CloseIcon from '@mui/icons-material/Close'
import Autocomplete from '@mui/material/Autocomplete'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import type {
  ActionProps,
  CombinatorSelectorProps,
  FieldSelectorProps,
  NotToggleProps,
  OperatorSelectorProps,
} from 'react-querybuilder'
import { YES_NO } from './operators.ts'
import { useEditing } from './useWorld.ts'

/** "All of these" or "at least one of these". */
export function CombinatorSelector({ value, handleOnChange }: CombinatorSelectorProps) {
  const translate = useTranslate()
  return (
    <TextField
      select
      label={translate('segments.combine')}
      value={value}
      onChange={(event) => handleOnChange(event.target.value)}
      sx={{ width: 'auto', minWidth: 200, m: 0 }}
    >
      <MenuItem value="and">{translate('segments.all')}</MenuItem>
      <MenuItem value="or">{translate('segments.any')}</MenuItem>
    </TextField>
  )
}

export function NotToggle({ checked, handleOnChange }: NotToggleProps) {
  const translate = useTranslate()
  return (
    <FormControlLabel
      label={translate('segments.not')}
      control={<Switch size="small" checked={checked === true} onChange={(_event, on) => handleOnChange(on)} />}
      sx={{ mx: 0 }}
    />
  )
}

export function AddRule({ handleOnClick, disabled }: ActionProps) {
  const translate = useTranslate()
  return (
    <Button
      size="small"
      startIcon={<AddIcon />}
      disabled={disabled === true}
      onClick={(event) => handleOnClick(event as never)}
    >
      {translate('segments.add_rule')}
    </Button>
  )
}

export function AddGroup({ handleOnClick, disabled, level, schema }: ActionProps) {
  const translate = useTranslate()
  if (level + 1 >= schema.maxLevels) return null
  return (
    <Button size="small" disabled={disabled === true} onClick={(event) => handleOnClick(event as never)}>
      {translate('segments.add_group')}
    </Button>
  )
}

export function Remove({ handleOnClick, disabled, ruleOrGroup }: ActionProps) {
  const translate = useTranslate()
  const label = translate('rules' in ruleOrGroup ? 'segments.remove_group' : 'segments.remove_rule')
  return (
    <IconButton
      size="small"
      aria-label={label}
      title={label}
      disabled={disabled === true}
      onClick={(event) => handleOnClick(event as never)}
    >
      <CloseIcon fontSize="small" />
    </IconButton>
  )
}

/** What is asked; found by typing, since a workspace may have two hundred attributes. */
export function FieldSelector({ value, handleOnChange }: FieldSelectorProps) {
  const translate = useTranslate()
  const { fields } = useEditing()
  const options = [...fields.values()]
  return (
    <Autocomplete
      disableClearable
      options={options}
      // An attribute may have been taken back since.
      value={fields.get(value ?? '') ?? { ...options[0]!, name: value ?? '', label: value ?? '' }}
      onChange={(_event, chosen) => handleOnChange(chosen.name)}
      groupBy={({ group }) => group}
      getOptionLabel={({ label }) => label}
      getOptionKey={({ name }) => name}
      isOptionEqualToValue={(one, other) => one.name === other.name}
      noOptionsText={translate('parts.nothing_found')}
      renderInput={(props) => <TextField {...props} label={translate('segments.what')} sx={{ m: 0 }} />}
      sx={{ width: { xs: '100%', sm: 220 } }}
    />
  )
}

/** How it is asked. */
export function OperatorSelector({ value, field, handleOnChange }: OperatorSelectorProps) {
  const translate = useTranslate()
  const { fields } = useEditing()
  const operators = fields.get(field)?.operators ?? [value ?? '']
  const family = operators === YES_NO ? `${field.split(':')[0]}_` : ''
  return (
    <TextField
      select
      label={translate('segments.how')}
      value={value}
      onChange={(event) => handleOnChange(event.target.value)}
      sx={{ width: { xs: '100%', sm: 190 }, m: 0 }}
    >
      {operators.map((operator) => (
        <MenuItem key={operator} value={operator}>
          {translate(`segments.operators.${family}${operator}`)}
        </MenuItem>
      ))}
    </TextField>
  )
}
