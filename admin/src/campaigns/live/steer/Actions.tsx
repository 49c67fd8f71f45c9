import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useAsyncAction } from '../../../data/useAsyncAction.ts'
import { useCan } from '../../../session/useSession.ts'
import { campaigns } from '../../calls.ts'
import type { Campaign } from '../../types.ts'
import type { Verb } from '../calls.ts'
import type { CampaignState, Now } from '../types.ts'
import { ReportMenu } from './ReportMenu.tsx'
import { SteerDialog } from './SteerDialog.tsx'

const VERBS: Readonly<Partial<Record<CampaignState, readonly Verb[]>>> = {
  scheduled: ['cancel', 'pause'],
  running: ['cancel', 'pause'],
  paused: ['cancel', 'resume'],
}

/** What can be done with a launched campaign now. */
export function Actions({ campaign, now }: { campaign: Campaign; now: Now }) {
  const translate = useTranslate()
  const may = { launch: useCan('campaigns:launch'), write: useCan('campaigns:write') }
  const [asked, setAsked] = useState<Verb | null>(null)
  const verbs = may.launch ? (VERBS[now.state] ?? []) : []
  return (
    <>
      <ReportMenu campaign={campaign} />
      {may.write && <Duplicate id={campaign.id} />}
      {verbs.map((verb) => (
        <Button
          key={verb}
          onClick={() => setAsked(verb)}
          variant={verb === 'cancel' ? 'outlined' : 'contained'}
          color={verb === 'cancel' ? 'error' : 'primary'}
        >
          {translate(`campaigns.live.verbs.${verb}`)}
        </Button>
      ))}
      {asked && verbs.includes(asked) && (
        <SteerDialog verb={asked} campaign={campaign} now={now} onClose={() => setAsked(null)} />
      )}
    </>
  )
}

function Duplicate({ id }: { id: string }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const { run, busy } = useAsyncAction(
    async () => {
      const copy = await campaigns.duplicate(id)
      navigate(`/campaigns/${copy.id}/edit`)
    },
    { done: 'campaigns.duplicated', changes: ['campaigns'] },
  )
  return (
    <Button disabled={busy} onClick={() => void run()}>
      {translate('campaigns.duplicate')}
    </Button>
  )
}
