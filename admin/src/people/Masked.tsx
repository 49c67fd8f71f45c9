import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { useState } from 'react'

/** A sensitive value: shown when asked for, so that nobody reads it over a shoulder. */
export function Masked({ name, children }: { name: string; children: string }) {
  const translate = useTranslate()
  const [shown, setShown] = useState(false)
  return (
    <>
      {shown ? children : '•••• '}
      <Button
        size="small"
        aria-label={`${translate(shown ? 'people.hide' : 'people.show')}: ${name}`}
        onClick={() => setShown(!shown)}
        sx={{ minWidth: 0, py: 0, ml: 1 }}
      >
        {translate(shown ? 'people.hide' : 'people.show')}
      </Button>
    </>
  )
}
