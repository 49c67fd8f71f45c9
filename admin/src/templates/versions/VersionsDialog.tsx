import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemButton from '@mui/material/ListItemButton'
import ListItemText from '@mui/material/ListItemText'
import Skeleton from '@mui/material/Skeleton'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId, useState } from 'react'
import { useApi } from '../../data/useApi.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import type { Editing } from '../draft/useEditing.ts'
import type { Contents, Version } from '../types.ts'
import { VersionDifference } from './VersionDifference.tsx'

/** Each may have several hundred kB. */
const MOST = 20

interface VersionsDialogProps {
  readonly editing: Editing
  readonly mayWrite: boolean
  readonly onClose: () => void
}

/** What was published before, how it differs from what is written now, and the way back to it. */
export function VersionsDialog({ editing, mayWrite, onClose }: VersionsDialogProps) {
  const translate = useTranslate()
  const id = useId()
  const { template } = editing.base
  const { data, error, refetch } = useApi<{ data: Version[] }>(`/templates/${template.id}/versions`, { limit: MOST })
  const published = data?.data.filter(({ publishedAt }) => publishedAt !== null) ?? []
  const [number, setNumber] = useState<number | null>(null)
  const chosen = published.find((one) => one.number === number) ?? published[0]
  const revert = () => {
    if (!chosen) return
    editing.change({ contents: structuredClone(chosen.contents) as Contents })
    onClose()
  }
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="lg">
      <DialogTitle id={id}>{translate('templates.versions')}</DialogTitle>
      <DialogContent>
        <ErrorNote error={error} onRetry={() => void refetch()} />
        {!data && !error && <Skeleton variant="rounded" height={200} />}
        {data && published.length === 0 && <Typography>{translate('templates.no_versions')}</Typography>}
        {chosen && (
          <Stack direction={{ xs: 'column', md: 'row' }} sx={{ gap: 2 }}>
            <Versions
              versions={published}
              chosen={chosen.number}
              onChoose={setNumber}
              current={template.publishedVersion}
            />
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <VersionDifference
                before={chosen.contents as Contents}
                after={editing.draft.contents}
                beforeLabel={translate('templates.version', { number: chosen.number })}
                afterLabel={translate('templates.now')}
              />
            </Box>
          </Stack>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate('ra.action.close')}</Button>
        {mayWrite && chosen && (
          <Button variant="contained" onClick={revert}>
            {translate('templates.revert', { number: chosen.number })}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}

interface VersionsProps {
  readonly versions: readonly Version[]
  readonly chosen: number
  readonly current: number | null
  readonly onChoose: (number: number) => void
}

function Versions({ versions, chosen, current, onChoose }: VersionsProps) {
  const translate = useTranslate()
  const { dateTime } = useFormat()
  return (
    <List dense sx={{ width: { md: 240 }, flexShrink: 0 }}>
      {versions.map(({ number, publishedAt }) => (
        <ListItem key={number} disablePadding>
          <ListItemButton selected={number === chosen} onClick={() => onChoose(number)}>
            <ListItemText
              primary={translate(number === current ? 'templates.version_current' : 'templates.version', { number })}
              secondary={publishedAt && dateTime(publishedAt)}
            />
          </ListItemButton>
        </ListItem>
      ))}
    </List>
  )
}
