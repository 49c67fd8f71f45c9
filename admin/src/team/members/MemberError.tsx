import Alert from '@mui/material/Alert'
import { useTranslate } from 'ra-core'
import { isProblem } from '../../data/problem.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'

/** What the server refuses about members; a conflict there is always the last owner. */
export function MemberError({ error }: { error: unknown }) {
  const translate = useTranslate()
  if (isProblem(error) && error.code === 'conflict')
    return (
      <Alert severity="error" sx={{ my: 1 }}>
        {translate('team.members.last_owner')}
      </Alert>
    )
  return <ErrorNote error={error} />
}
