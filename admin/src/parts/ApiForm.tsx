import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import { Form, useTranslate } from 'ra-core'
import { type ReactNode, useState } from 'react'
import { formErrors } from '../data/form-errors.ts'
import { isProblem } from '../data/problem.ts'
import { ErrorNote } from './ErrorNote.tsx'

export interface ApiFormProps<T extends object> {
  readonly defaultValues?: Partial<T>
  /** Calls the API; what it refuses is shown at the fields. */
  readonly save: (values: T) => Promise<unknown>
  readonly submit?: string
  readonly onCancel?: () => void
  /** react-admin's inputs, each with a `label`. */
  readonly children: ReactNode
}

/** A form that is sent once, and shows each refusal at its field, the rest as a sentence. */
export function ApiForm<T extends object>({ defaultValues, save, submit, onCancel, children }: ApiFormProps<T>) {
  const translate = useTranslate()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const onSubmit = async (values: object) => {
    setBusy(true)
    setError(null)
    try {
      await save(values as T)
      return undefined
    } catch (problem) {
      setError(problem)
      return isProblem(problem) ? formErrors(problem.errors, translate) : undefined
    } finally {
      setBusy(false)
    }
  }
  return (
    <Form defaultValues={defaultValues} onSubmit={onSubmit} noValidate>
      <Stack sx={{ gap: 0.5 }}>
        {children}
        <ErrorNote error={error} />
        <Stack direction="row" sx={{ gap: 1, justifyContent: 'flex-end', mt: 1 }}>
          {onCancel && (
            <Button onClick={onCancel} disabled={busy}>
              {translate('ra.action.cancel')}
            </Button>
          )}
          <Button type="submit" variant="contained" disabled={busy}>
            {translate(submit ?? 'ra.action.save')}
          </Button>
        </Stack>
      </Stack>
    </Form>
  )
}

/** What differs from before, emptied texts as null: what a PATCH takes. */
export function changesOf<T extends object>(before: Partial<T>, after: T): Partial<T> {
  const emptied = Object.entries(after).map(([name, value]) => [name, value === '' ? null : value] as const)
  return Object.fromEntries(
    emptied.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify((before as any)[name] ?? null)),
  ) as Partial<T>
}

/** Without what was left empty: what a POST takes. */
export const filledOf = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== '' && value !== null && value !== undefined),
  ) as Partial<T>
