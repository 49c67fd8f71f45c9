import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useChannels } from '../../data/useChannels.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { KeysetList } from '../../parts/list/KeysetList.tsx'
import type { Column, Filter } from '../../parts/list/types.ts'
import { Page } from '../../parts/Page.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { TimeAgo } from '../../parts/TimeAgo.tsx'
import { useCan } from '../../session/useSession.ts'
import type { Template } from '../types.ts'
import { RowMenu } from './RowMenu.tsx'

/** What can be said, newest first: published, being changed, or both. */
export default function TemplateList() {
  const translate = useTranslate()
  const { localized, language } = useFormat()
  const channels = useChannels()
  const mayWrite = useCan('templates:write')
  const labelOf = (id: string) => {
    const channel = channels.find((one) => one.id === id)
    return channel ? localized(channel.label) : id
  }
  const columns: readonly Column<Template>[] = [
    { id: 'name', label: 'templates.name', render: ({ name }) => name, csv: ({ name }) => name },
    {
      id: 'channel',
      label: 'templates.channel',
      render: ({ channel }) => labelOf(channel),
      csv: ({ channel }) => channel,
    },
    {
      id: 'state',
      label: 'templates.state',
      render: (row) => (
        <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
          {row.publishedVersion !== null && <StateChip of="templates.states" state="published" />}
          {row.draftVersion !== null && <StateChip of="templates.states" state="draft" />}
        </Stack>
      ),
      csv: ({ publishedVersion, draftVersion }) =>
        [publishedVersion && 'published', draftVersion && 'draft'].filter(Boolean).join(' '),
    },
    {
      id: 'defaultLocale',
      label: 'templates.default_language',
      render: ({ defaultLocale }) => language(defaultLocale),
      csv: ({ defaultLocale }) => defaultLocale,
    },
    {
      id: 'updatedAt',
      label: 'templates.updated_at',
      render: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
      csv: ({ updatedAt }) => updatedAt,
    },
    { id: 'actions', label: 'templates.actions', render: (row) => <RowMenu row={row} mayWrite={mayWrite} /> },
  ]
  const filters: readonly Filter[] =
    channels.length > 1
      ? [
          {
            name: 'channel',
            label: 'templates.channel',
            kind: 'select',
            choices: channels.map(({ id, label }) => ({ value: id, label: localized(label) })),
          },
        ]
      : []
  const add = mayWrite && (
    <Button component={Link} to="/templates/new" variant="contained">
      {translate('templates.add')}
    </Button>
  )
  return (
    <Page title={translate('templates.title')} actions={add}>
      <KeysetList<Template>
        resource="templates"
        columns={columns}
        filters={filters}
        rowTo={({ id }) => `/templates/${id}`}
        rowName={({ name }) => name}
        empty={{ title: 'templates.empty_title', text: 'templates.empty_text', action: add }}
        csvName="templates"
      />
    </Page>
  )
}
