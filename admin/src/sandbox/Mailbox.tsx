import EmptyIcon from '@mui/icons-material/DeleteSweepOutlined'
import TuneIcon from '@mui/icons-material/Tune'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Card from '@mui/material/Card'
import LinearProgress from '@mui/material/LinearProgress'
import type { Theme } from '@mui/material/styles'
import useMediaQuery from '@mui/material/useMediaQuery'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useSearchParams } from 'react-router-dom'
import { useApi } from '../data/useApi.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { useCan } from '../session/useSession.ts'
import { Misbehaving } from './behaviour/Misbehaving.tsx'
import { Switchboard } from './behaviour/Switchboard.tsx'
import { sandbox } from './calls.ts'
import { MessageList } from './MessageList.tsx'
import { NoStandIn } from './NoStandIn.tsx'
import { Reading } from './reading/Reading.tsx'
import type { SandboxAnswer } from './types.ts'

/** A mail client of what was sent to stand-ins: list and reading pane, on a phone one after the other. */
export default function Mailbox() {
  const translate = useTranslate()
  const { data, error, refetch } = useApi<SandboxAnswer>('/sandbox')
  return (
    <Page title={translate('sandbox.title')} actions={data?.running && data.available && <Actions standIns={data} />}>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <LinearProgress aria-label={translate('shell.loading')} />}
      {data && !(data.running && data.available) && <NoStandIn answer={data} />}
      {data?.running && data.available && (
        <>
          <Misbehaving standIns={data.data} />
          <TwoPanes />
        </>
      )}
    </Page>
  )
}

function TwoPanes() {
  const translate = useTranslate()
  const [address, setAddress] = useSearchParams()
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('md'), { noSsr: true })
  const open = address.get('open')
  const choose = (id: string | null) =>
    setAddress(
      (now) => {
        if (id) now.set('open', id)
        else now.delete('open')
        return now
      },
      // The way back on a phone leads to the list; beside the list it would lead through every message.
      { replace: !narrow },
    )
  const list = <MessageList chosen={open} onChoose={choose} />
  const reading = open && <Reading key={open} id={open} onClose={() => choose(null)} narrow={narrow} />
  if (narrow) return reading || list
  return (
    <Box
      sx={{ display: 'grid', gridTemplateColumns: 'minmax(280px, 360px) minmax(0, 1fr)', gap: 2, alignItems: 'start' }}
    >
      {list}
      {reading || (
        <Card sx={{ p: 6, textAlign: 'center', color: 'text.secondary' }}>{translate('sandbox.choose_one')}</Card>
      )}
    </Box>
  )
}

function Actions({ standIns }: { standIns: SandboxAnswer }) {
  const translate = useTranslate()
  const may = useCan('sandbox:write')
  const [asked, setAsked] = useState<'behave' | 'empty' | null>(null)
  const [, setAddress] = useSearchParams()
  const close = () => setAsked(null)
  const empty = useAsyncAction(
    async () => {
      await sandbox.empty()
      setAddress({}, { replace: true })
      close()
    },
    { done: 'sandbox.emptied', changes: ['/sandbox/messages', '/sandbox'] },
  )
  if (!may) return null
  return (
    <>
      <Button startIcon={<EmptyIcon />} onClick={() => setAsked('empty')}>
        {translate('sandbox.empty')}
      </Button>
      <Button startIcon={<TuneIcon />} variant="outlined" onClick={() => setAsked('behave')}>
        {translate('sandbox.behaviour.open')}
      </Button>
      {asked === 'behave' && <Switchboard standIns={standIns.data} onClose={close} />}
      {asked === 'empty' && (
        <ConfirmDialog
          title={translate('sandbox.empty_title')}
          confirm={translate('sandbox.empty')}
          danger
          busy={empty.busy}
          onConfirm={() => void empty.run()}
          onClose={close}
        >
          {translate('sandbox.empty_text')}
        </ConfirmDialog>
      )}
    </>
  )
}
