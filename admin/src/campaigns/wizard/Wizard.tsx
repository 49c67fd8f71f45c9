import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { type ComponentType, useEffect, useRef } from 'react'
import { useNavigate, useSearchParams } from 'react-router-dom'
import { Page } from '../../parts/Page.tsx'
import { type DraftEditing, useDraft } from '../draft/useDraft.ts'
import type { Campaign } from '../types.ts'
import { AudienceStep } from './audience/AudienceStep.tsx'
import { CheckStep } from './check/CheckStep.tsx'
import { ContentStep } from './content/ContentStep.tsx'
import { doneSteps } from './done.ts'
import { LaunchStep } from './launch/LaunchStep.tsx'
import { NameInput } from './NameInput.tsx'
import { SavedMark } from './SavedMark.tsx'
import { StepList } from './StepList.tsx'
import { ScheduleStep } from './schedule/ScheduleStep.tsx'
import { isStep, STEPS, type Step } from './steps.ts'
import { Trouble } from './Trouble.tsx'
import { TestStep } from './test/TestStep.tsx'

export interface StepProps {
  readonly editing: DraftEditing
}

const SHOWN: Readonly<Record<Step, ComponentType<StepProps>>> = {
  audience: AudienceStep,
  content: ContentStep,
  schedule: ScheduleStep,
  check: CheckStep,
  test: TestStep,
  launch: LaunchStep,
}

/** The draft, one step at a time. The step stands in the address: a reload returns to it. */
export function Wizard({ campaign }: { campaign: Campaign }) {
  const translate = useTranslate()
  const editing = useDraft(campaign)
  const [search] = useSearchParams()
  const wanted = search.get('step')
  const step = isStep(wanted) ? wanted : 'audience'
  const heading = useStepFocus(step)
  const Shown = SHOWN[step]
  return (
    <Page
      title={editing.draft.name || campaign.name}
      titleExtra={<SavedMark keeping={editing.keeping} />}
      above={{ to: '/campaigns', label: translate('campaigns.title') }}
    >
      <StepList current={step} done={doneSteps(editing.draft)} />
      <Trouble editing={editing} />
      <Typography variant="h2" ref={heading} tabIndex={-1} sx={{ mb: 1.5, outline: 'none', fontSize: '1.25rem' }}>
        {translate(`campaigns.step_titles.${step}`)}
      </Typography>
      {step === 'audience' && <NameInput name={editing.draft.name} onChange={editing.rename} />}
      <Shown editing={editing} />
      <BackAndOn step={step} editing={editing} />
    </Page>
  )
}

/** Saved at each step: going on waits for the server, and stays where something is to be decided first. */
function BackAndOn({ step, editing }: { step: Step; editing: DraftEditing }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const place = STEPS.indexOf(step)
  const go = async (to: Step) => {
    if (await editing.save()) navigate(`?step=${to}`)
  }
  const [before, after] = [STEPS[place - 1], STEPS[place + 1]]
  return (
    <Stack direction="row" sx={{ gap: 1, mt: 2, justifyContent: 'space-between' }}>
      {before ? <Button onClick={() => void go(before)}>{translate('campaigns.back')}</Button> : <span />}
      {after && (
        <Button variant="contained" onClick={() => void go(after)}>
          {translate('campaigns.on_to', { step: translate(`campaigns.steps.${after}`) })}
        </Button>
      )}
    </Stack>
  )
}

/** A new step begins at its heading; the first one shown leaves the focus to the page. */
function useStepFocus(step: Step) {
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useRef(step)
  useEffect(() => {
    if (shown.current === step) return
    shown.current = step
    heading.current?.focus()
    window.scrollTo({ top: 0 })
  }, [step])
  return heading
}
