/** The way to a launch, in order. What a campaign needs is asked one thing at a time; each can be gone back to. */
export const STEPS = ['audience', 'content', 'schedule', 'check', 'test', 'launch'] as const
export type Step = (typeof STEPS)[number]

export const isStep = (text: string | null): text is Step => STEPS.includes(text as Step)

/** Where a part of the plan is chosen: `/plan/steps/0/templateId` → content. */
export function stepOf(field: string): Step {
  const [, , part] = field.split('/')
  if (part === 'steps') return 'content'
  if (part === 'schedule' || part === 'limits') return 'schedule'
  return 'audience'
}
