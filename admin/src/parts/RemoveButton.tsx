import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { type ReactNode, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { isProblem } from '../data/problem.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { ErrorNote } from './ErrorNote.tsx'

interface RemoveButtonProps {
  readonly title: string
  /** What is lost with it. */
  readonly children: ReactNode
  /** Said where something else needs it: the API answers `conflict`. */
  readonly inUse: string
  /** Key of what is said afterwards. */
  readonly done: string
  readonly remove: () => Promise<unknown>
  /** The list it is gone from, whose page is shown then: `/lists`. */
  readonly list: `/${string}`
}

/** Deletes what a page is about, after asking, and goes to its list. */
export function RemoveButton({ title, children, inUse, done, remove, list }: RemoveButtonProps) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const [asked, setAsked] = useState(false)
  const { run, busy, error } = useAsyncAction(
    async () => {
      await remove()
      navigate(list, { replace: true })
    },
    { done, changes: [list.slice(1), list], quiet: true },
  )
  return (
    <>
      <Button color="error" onClick={() => setAsked(true)}>
        {translate('ra.action.delete')}
      </Button>
      {asked && (
        <ConfirmDialog
          title={title}
          confirm={translate('ra.action.delete')}
          danger
          busy={busy}
          onConfirm={() => void run()}
          onClose={() => setAsked(false)}
        >
          <p>{children}</p>
          {isProblem(error) && error.code === 'conflict' ? (
            <Typography color="error" role="alert">
              {inUse}
            </Typography>
          ) : (
            <ErrorNote error={error} />
          )}
        </ConfirmDialog>
      )}
    </>
  )
}
