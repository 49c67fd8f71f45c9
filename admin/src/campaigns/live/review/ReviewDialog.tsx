import { useNotify, useTranslate } from 'ra-core'
import { useState } from 'react'
import { useAsyncAction } from '../../../data/useAsyncAction.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ConfirmDialog } from '../../../parts/ConfirmDialog.tsx'
import { launched, type ReviewAction } from '../calls.ts'

interface ReviewDialogProps {
  readonly campaignId: string
  readonly action: ReviewAction
  readonly count: number
  /** Null: all of them. */
  readonly messages: readonly string[] | null
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks once more: sent again, a message may arrive twice; given up, it counts as failed for good. */
export function ReviewDialog({ campaignId, action, count, messages, onDone, onClose }: ReviewDialogProps) {
  const translate = useTranslate()
  const notify = useNotify()
  const { number } = useFormat()
  const [key] = useState(() => crypto.randomUUID())
  const { run, busy } = useAsyncAction(
    async () => {
      const { changed, left } = await launched.review(campaignId, action, messages, key)
      notify(
        translate(left ? 'campaigns.live.review.done_left' : 'campaigns.live.review.done', {
          changed: number(changed),
          left: number(left),
        }),
        { type: 'success' },
      )
      onDone()
    },
    { changes: [`/campaigns/${campaignId}`, `/campaigns/${campaignId}/report`, `/campaigns/${campaignId}/messages`] },
  )
  return (
    <ConfirmDialog
      title={translate(`campaigns.live.review.${action}_title`, { count: number(count) })}
      confirm={translate(`campaigns.live.review.${action}`)}
      danger={action === 'give_up'}
      busy={busy}
      onConfirm={() => void run().then((done) => done && onClose())}
      onClose={onClose}
    >
      {translate(`campaigns.live.review.${action}_text`)}
    </ConfirmDialog>
  )
}
