import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column } from '../../parts/list/types.ts'
import { Page } from '../../parts/Page.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { TimeAgo } from '../../parts/TimeAgo.tsx'
import { useCan } from '../../session/useSession.ts'
import { team } from '../calls.ts'
import { TeamTabs } from '../TeamTabs.tsx'
import type { ApiKey } from '../types.ts'
import { useScopeWords } from './useScopeWords.ts'

const stateOf = ({ revokedAt, expiresAt }: ApiKey) =>
  revokedAt ? 'revoked' : expiresAt && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'active'

/** Keys for programs: what each may do, until when, when it was used last. */
export default function KeyList() {
  const translate = useTranslate()
  const { date } = useFormat()
  const words = useScopeWords()
  const mayWrite = useCan('api_keys:write')
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const columns: readonly Column<ApiKey>[] = [
    { id: 'name', label: 'team.keys.name', render: ({ name }) => name, csv: ({ name }) => name },
    { id: 'prefix', label: 'team.keys.begins', render: ({ prefix }) => <code>{prefix}…</code> },
    {
      id: 'state',
      label: 'team.keys.state',
      render: (row) => <StateChip of="team.keys.states" state={stateOf(row)} />,
    },
    { id: 'scopes', label: 'team.keys.scopes', render: ({ scopes }) => words.sentence(scopes) },
    {
      id: 'lastUsedAt',
      label: 'team.keys.last_used',
      render: ({ lastUsedAt }) => (lastUsedAt ? <TimeAgo at={lastUsedAt} /> : translate('team.keys.never_used')),
    },
    {
      id: 'expiresAt',
      label: 'team.keys.expires',
      render: ({ expiresAt }) => (expiresAt ? date(expiresAt) : translate('team.keys.for.never')),
    },
    ...(mayWrite
      ? [
          {
            id: 'revoke',
            label: 'team.keys.revoke',
            isEmpty: ({ revokedAt }: ApiKey) => revokedAt !== null,
            render: (row: ApiKey) =>
              row.revokedAt === null && (
                <Button
                  size="small"
                  color="error"
                  aria-label={translate('team.keys.revoke_title', { name: row.name })}
                  onClick={() => setRevoking(row)}
                >
                  {translate('team.keys.revoke')}
                </Button>
              ),
          },
        ]
      : []),
  ]
  const add = mayWrite && (
    <Button component={Link} to="/team/keys/new" variant="contained">
      {translate('team.keys.add')}
    </Button>
  )
  return (
    <Page title={translate('team.keys.title')} actions={add}>
      <TeamTabs />
      <Typography color="textSecondary" sx={{ mb: 2, maxWidth: 820 }}>
        {translate('team.keys.about')}
      </Typography>
      <KeysetList<ApiKey>
        resource="api-keys"
        columns={columns}
        rowName={({ name }) => name}
        empty={{ title: 'team.keys.empty_title', text: 'team.keys.empty_text', action: add }}
      />
      {revoking && <Revoke apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  )
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const translate = useTranslate()
  const { run, busy } = useAsyncAction(() => team.revokeKey(apiKey.id), {
    done: 'team.keys.revoked',
    changes: ['api-keys'],
  })
  return (
    <ConfirmDialog
      title={translate('team.keys.revoke_title', { name: apiKey.name })}
      confirm={translate('team.keys.revoke')}
      danger
      busy={busy}
      onConfirm={() => void run().then((done) => done && onClose())}
      onClose={onClose}
    >
      {translate('team.keys.revoke_text')}
    </ConfirmDialog>
  )
}
