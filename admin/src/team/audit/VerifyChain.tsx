import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import { useStore, useTranslate } from 'ra-core'
import { useState } from 'react'
import { isProblem } from '../../data/problem.ts'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { saveFile } from '../../parts/list/export.ts'
import { useMe } from '../../session/useSession.ts'
import { team } from '../calls.ts'
import type { AuditReport } from '../types.ts'

/** The receipt of the last good check in this browser: against it one sees that the end was cut off. */
interface Receipt {
  readonly head: string
  readonly at: string
}

/** Walks the chain of the log on the server, and says in words whether anybody touched it. */
export function VerifyChain() {
  const translate = useTranslate()
  const { workspaceId } = useMe()
  const [receipt, setReceipt] = useStore<Receipt | null>(`audit.receipt.${workspaceId}`, null)
  const [result, setResult] = useState<{ report: AuditReport; since: string | null } | null>(null)
  const { run, busy, error } = useAsyncAction(
    async () => {
      setResult(null)
      const { report, against } = await verify(receipt)
      setResult({ report, since: against?.at ?? null })
      if (report.ok && report.head) setReceipt({ head: report.head, at: new Date().toISOString() })
    },
    { quiet: true },
  )
  return (
    <Stack sx={{ mb: 2, gap: 1, alignItems: 'flex-start' }}>
      <Button variant="outlined" disabled={busy} onClick={() => void run()}>
        {translate(busy ? 'team.audit.verifying' : 'team.audit.verify')}
      </Button>
      <ErrorNote error={error} />
      {result && <Result {...result} />}
    </Stack>
  )
}

/** A receipt that the server does not take (its keys are others now) is left aside. */
async function verify(receipt: Receipt | null): Promise<{ report: AuditReport; against: Receipt | null }> {
  try {
    return { report: await team.verify(receipt?.head ?? null), against: receipt }
  } catch (error) {
    if (!receipt || !isProblem(error) || error.status !== 400) throw error
    return { report: await team.verify(null), against: null }
  }
}

function Result({ report, since }: { report: AuditReport; since: string | null }) {
  const translate = useTranslate()
  const { dateTime, number } = useFormat()
  if (!report.ok)
    return (
      <Alert severity="error" sx={{ width: '100%' }}>
        {translate('team.audit.broken', { number: number(report.brokenAt ?? 0), checked: number(report.checked) })}
      </Alert>
    )
  const save = () => saveFile(new Blob([`${report.head}\n`], { type: 'text/plain' }), 'audit-receipt.txt')
  return (
    <Alert
      severity="success"
      sx={{ width: '100%' }}
      action={
        report.head && (
          <Button color="inherit" size="small" onClick={save}>
            {translate('team.audit.save_receipt')}
          </Button>
        )
      }
    >
      {translate('team.audit.whole', { smart_count: report.checked })}{' '}
      {since ? translate('team.audit.since_then', { when: dateTime(since) }) : translate('team.audit.first_check')}
    </Alert>
  )
}
