import CodeIcon from '@mui/icons-material/DataObject'
import IconButton from '@mui/material/IconButton'
import InputAdornment from '@mui/material/InputAdornment'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useEffect, useRef, useState } from 'react'
import type { FieldProps } from './Fields.tsx'

/** A line of text, with a menu of what may stand in it beside words. */
export function ShortField({ field, label, hint, content, variables, marksOf, place, write }: FieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const value = String(content[field.name] ?? '')
  const marks = marksOf(field.name)
  useEffect(() => {
    if (place) input.current?.focus()
  }, [place])
  const insert = (name: string) => {
    const at = input.current?.selectionStart ?? value.length
    const to = input.current?.selectionEnd ?? at
    write?.({ [field.name]: `${value.slice(0, at)}{{${name}}}${value.slice(to)}` })
  }
  return (
    <TextField
      label={label}
      value={value}
      onChange={(event) => write?.({ [field.name]: event.target.value })}
      error={marks.length > 0}
      helperText={marks.map(({ message }) => message).join(' ') || hint}
      inputRef={input}
      slotProps={{
        htmlInput: { maxLength: field.schema.maxLength, readOnly: !write },
        input: write ? { endAdornment: <Variables variables={variables} onChoose={insert} field={label} /> } : {},
      }}
    />
  )
}

interface VariablesProps {
  readonly variables: readonly string[]
  readonly field: string
  readonly onChoose: (name: string) => void
}

function Variables({ variables, field, onChoose }: VariablesProps) {
  const translate = useTranslate()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const label = translate('templates.insert_variable', { field })
  return (
    <InputAdornment position="end">
      <IconButton
        size="small"
        edge="end"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <CodeIcon fontSize="small" />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {variables
          .filter((name) => !name.endsWith('*'))
          .map((name) => (
            <MenuItem
              key={name}
              dense
              onClick={() => {
                setAnchor(null)
                onChoose(name)
              }}
            >
              <code>{name}</code>
            </MenuItem>
          ))}
      </Menu>
    </InputAdornment>
  )
}
