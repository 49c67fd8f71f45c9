import type { Draft } from '../types.ts'
import type { Step } from './steps.ts'

/** Steps in which everything that a launch needs is chosen. The server's check says whether it is right. */
export function doneSteps({ plan }: Draft): ReadonlySet<Step> {
  const done = new Set<Step>()
  if (plan.audience?.include.length && plan.basis && plan.purpose) done.add('audience')
  if (plan.steps?.length && plan.steps.every(({ accountId, templateId }) => accountId && templateId))
    done.add('content')
  if (plan.schedule) done.add('schedule')
  return done
}
