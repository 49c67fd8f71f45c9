import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import MuiLink from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId } from 'react'
import { Link } from 'react-router-dom'
import { useFormat } from '../../i18n/useFormat.ts'
import { Facts } from '../../parts/Facts.tsx'
import type { AuditEntry } from '../types.ts'
import { placeOf } from './actions.ts'
import { type Difference, differences } from './difference.ts'
import type { AuditWords } from './useAuditWords.ts'

interface EntryDialogProps {
  readonly entry: AuditEntry
  readonly words: AuditWords
  readonly onClose: () => void
}

/** One line of the log: who, what, and each field before and after. */
export function EntryDialog({ entry, words, onClose }: EntryDialogProps) {
  const translate = useTranslate()
  const { exact, number } = useFormat()
  const id = useId()
  const to = placeOf(entry.objectType, entry.objectId)
  const changed = differences(entry.before, entry.after)
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby={id}>
      <DialogTitle id={id}>{words.action(entry.action)}</DialogTitle>
      {/* Long ones are scrolled by keyboard too. */}
      <DialogContent tabIndex={0}>
        <Facts
          facts={[
            [
              translate('team.audit.who'),
              `${words.actor(entry)} (${translate(`team.audit.actors.${entry.actorKind}`)})`,
            ],
            [translate('team.audit.when'), exact(entry.at)],
            [
              translate('team.audit.object'),
              <>
                {words.thing(entry.objectType)}{' '}
                {to ? (
                  <MuiLink component={Link} to={to}>
                    {entry.objectId}
                  </MuiLink>
                ) : (
                  entry.objectId
                )}
              </>,
            ],
            [translate('team.audit.ip'), entry.ip],
            [translate('team.audit.sequence'), number(entry.sequence)],
          ]}
        />
        <Typography variant="h3" sx={{ mt: 2, mb: 1 }}>
          {translate('team.audit.difference')}
        </Typography>
        {changed.length === 0 && <Typography color="textSecondary">{translate('team.audit.no_difference')}</Typography>}
        {changed.map((one) => (
          <Change key={one.field} change={one} />
        ))}
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose} autoFocus>
          {translate('ra.action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** A sign stands before each side: colour alone says nothing. */
function Change({ change }: { change: Difference }) {
  const translate = useTranslate()
  return (
    <Box sx={{ mb: 1.5 }}>
      <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
        {change.field || translate('team.audit.all')}
      </Typography>
      {change.before !== undefined && (
        <Side as="del" sign="−" name={translate('team.audit.before')} color="error.main" text={change.before} />
      )}
      {change.after !== undefined && (
        <Side as="ins" sign="+" name={translate('team.audit.after')} color="success.main" text={change.after} />
      )}
    </Box>
  )
}

interface SideProps {
  readonly as: 'del' | 'ins'
  readonly sign: string
  readonly name: string
  readonly color: string
  readonly text: string
}

function Side({ as, sign, name, color, text }: SideProps) {
  return (
    <Box
      component={as}
      sx={{ display: 'flex', gap: 1, textDecoration: 'none', borderLeft: 3, borderColor: color, pl: 1, mb: 0.25 }}
    >
      <Box component="span" role="img" aria-label={name} title={name} sx={{ color, fontWeight: 700, width: 12 }}>
        {sign}
      </Box>
      <Box component="span" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', minWidth: 0 }}>
        {text}
      </Box>
    </Box>
  )
}
