import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { isProblem } from '../data/problem.ts'
import { problemSentence } from '../data/sentences.ts'
import { BareScreen } from './BareScreen.tsx'
import { type OutBecause, signIn } from './session.ts'

const NOTES: Partial<Record<OutBecause, string>> = { ended: 'sign_in.ended', signed_out: 'sign_in.signed_out' }

/** Address and password. What was wrong is said in a sentence; a closed sign-in counts its seconds down. */
export function SignIn({ because }: { because: OutBecause }) {
  const translate = useTranslate()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [wait, setWait] = useCountdown()
  const password = useRef<HTMLInputElement>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setError(null)
    try {
      await signIn(String(form.get('email')).trim(), String(form.get('password')))
    } catch (problem) {
      setError(problem)
      setBusy(false)
      if (isProblem(problem) && problem.retryAfter) setWait(problem.retryAfter)
      password.current?.select()
    }
  }
  const note = NOTES[because]
  return (
    <BareScreen title={translate('sign_in.title')}>
      {note && !error && <Alert severity="info">{translate(note)}</Alert>}
      <form onSubmit={submit}>
        <TextField
          name="email"
          type="email"
          label={translate('sign_in.email')}
          autoComplete="username"
          autoFocus
          required
          slotProps={{ htmlInput: { maxLength: 254 }, inputLabel: { required: false } }}
        />
        <TextField
          name="password"
          type="password"
          label={translate('sign_in.password')}
          autoComplete="current-password"
          required
          inputRef={password}
          slotProps={{ htmlInput: { maxLength: 1024 }, inputLabel: { required: false } }}
        />
        {error !== null && (
          <Alert severity="error" sx={{ mt: 1 }}>
            {isProblem(error) && error.status === 401 ? translate('sign_in.wrong') : problemSentence(error, translate)}
          </Alert>
        )}
        <Button type="submit" variant="contained" size="large" fullWidth disabled={busy || wait > 0} sx={{ mt: 2 }}>
          {wait > 0 ? translate('sign_in.wait', { smart_count: wait }) : translate('sign_in.submit')}
        </Button>
      </form>
    </BareScreen>
  )
}

/** Seconds that count themselves down to 0. */
function useCountdown(): [number, (seconds: number) => void] {
  const [until, setUntil] = useState(0)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (until <= Date.now()) return undefined
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [until])
  const start = (seconds: number) => {
    setNow(Date.now())
    setUntil(Date.now() + seconds * 1000)
  }
  return [Math.max(0, Math.ceil((until - now) / 1000)), start]
}
