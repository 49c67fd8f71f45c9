import ExpandIcon from '@mui/icons-material/ExpandMore'
import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useMemo, useRef, useState } from 'react'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { sandbox } from '../calls.ts'
import type { Act, Acted, Opened } from '../types.ts'
import { linksOf } from './links.ts'
import { Outcome } from './Outcome.tsx'

const WITHOUT_LINK = ['open', 'unsubscribe', 'bounce', 'complaint'] as const

/** What its recipient could do with the message, by the way it would really go. */
export function Acting({ message }: { message: Opened }) {
  const translate = useTranslate()
  const { possible } = message
  const [acted, setActed] = useState<Acted | null>(null)
  const act = useAsyncAction(
    async (what: Act) => {
      setActed(null)
      setActed(await sandbox.act(message.id, what))
    },
    { quiet: true },
  )
  const links = useMemo(() => linksOf(message), [message])
  const can = WITHOUT_LINK.filter((action) => possible[action])
  if (can.length === 0 && links.length === 0)
    return (
      <Typography color="textSecondary" sx={{ mt: 1.5 }}>
        {translate('sandbox.act.nothing')}
      </Typography>
    )
  return (
    <Stack sx={{ mt: 1.5, gap: 1 }}>
      <Stack
        direction="row"
        role="group"
        aria-label={translate('sandbox.act.title')}
        sx={{ flexWrap: 'wrap', gap: 1, alignItems: 'center' }}
      >
        <Typography variant="body2" color="textSecondary">
          {translate('sandbox.act.title')}
        </Typography>
        {possible.open && <One action="open" busy={act.busy} onAct={act.run} />}
        {links.length > 0 && <Click links={links} busy={act.busy} onAct={act.run} />}
        {can
          .filter((action) => action !== 'open')
          .map((action) => (
            <One key={action} action={action} busy={act.busy} onAct={act.run} />
          ))}
      </Stack>
      {!possible.open && (
        <Typography variant="body2" color="textSecondary">
          {translate('sandbox.act.no_pixel')}
        </Typography>
      )}
      <ErrorNote error={act.error} />
      <div aria-live="polite">{acted && <Outcome acted={acted} />}</div>
    </Stack>
  )
}

type OnAct = (what: Act) => Promise<boolean>

function One({ action, busy, onAct }: { action: Act['action']; busy: boolean; onAct: OnAct }) {
  const translate = useTranslate()
  return (
    <Button size="small" variant="outlined" disabled={busy} onClick={() => void onAct({ action })}>
      {translate(`sandbox.act.${action}`)}
    </Button>
  )
}

interface ClickProps {
  readonly links: ReturnType<typeof linksOf>
  readonly busy: boolean
  readonly onAct: OnAct
}

function Click({ links, busy, onAct }: ClickProps) {
  const translate = useTranslate()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const press = (link: number) => {
    setOpen(false)
    void onAct({ action: 'click', link })
  }
  return (
    <>
      <Button
        ref={button}
        size="small"
        variant="outlined"
        disabled={busy}
        endIcon={<ExpandIcon />}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        {translate('sandbox.act.click')}
      </Button>
      <Menu anchorEl={button.current} open={open} onClose={() => setOpen(false)}>
        {links.map(({ link, text }) => (
          <MenuItem key={link} onClick={() => press(link)} sx={{ whiteSpace: 'normal', maxWidth: 420 }}>
            {text ?? translate('sandbox.act.link', { number: link + 1 })}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
