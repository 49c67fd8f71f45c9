import Autocomplete from '@mui/material/Autocomplete'
import Chip from '@mui/material/Chip'
import TextField from '@mui/material/TextField'
import { useState } from 'react'

interface AddressesInputProps {
  readonly label: string
  readonly hint: string
  readonly addresses: string[]
  /** Offered: whoever sends a test wants to see it. */
  readonly own: string
  readonly most: number
  readonly onChange: (addresses: string[]) => void
}

/** Addresses typed or pasted, several at once; Enter, comma or leaving the field takes what stands there. */
export function AddressesInput({ label, hint, addresses, own, most, onChange }: AddressesInputProps) {
  const [text, setText] = useState('')
  const take = (typed: readonly string[]) => {
    const parts = typed.flatMap((one) => one.split(/[\s,;]+/)).filter(Boolean)
    onChange([...new Set(parts)].slice(0, most))
    setText('')
  }
  return (
    <Autocomplete
      multiple
      freeSolo
      options={addresses.includes(own) ? [] : [own]}
      value={addresses}
      inputValue={text}
      onInputChange={(_event, next) => (/[\s,;]/.test(next) ? take([...addresses, next]) : setText(next))}
      onChange={(_event, next) => take(next)}
      onBlur={() => text.trim() && take([...addresses, text])}
      renderValue={(chosen, getItemProps) =>
        chosen.map((address, index) => {
          const { key, ...props } = getItemProps({ index })
          return <Chip key={key} {...props} label={address} variant="outlined" />
        })
      }
      renderInput={(props) => <TextField {...props} label={label} helperText={hint} />}
      sx={{ maxWidth: 640 }}
    />
  )
}
