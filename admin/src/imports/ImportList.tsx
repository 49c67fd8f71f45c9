import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useLive } from '../data/useLive.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { KeysetList } from '../parts/list/KeysetList.tsx'
import type { Column } from '../parts/list/types.ts'
import { Page } from '../parts/Page.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { TimeAgo } from '../parts/TimeAgo.tsx'
import type { Import, ImportLive } from './types.ts'

/** Every file that came in, newest first. */
export default function ImportList() {
  const translate = useTranslate()
  const { number } = useFormat()
  const count = (id: 'rows' | 'created' | 'updated' | 'refused'): Column<Import> => ({
    id,
    label: `imports.totals.${id}`,
    numeric: true,
    render: ({ totals }) => number(totals[id]),
    csv: ({ totals }) => totals[id],
  })
  const columns: readonly Column<Import>[] = [
    {
      id: 'fileName',
      label: 'imports.file',
      render: ({ fileName }) => fileName || translate('imports.no_name'),
      csv: ({ fileName }) => fileName,
    },
    { id: 'state', label: 'imports.state', render: (one) => <State one={one} />, csv: ({ state }) => state },
    count('rows'),
    count('created'),
    count('updated'),
    count('refused'),
    {
      id: 'createdAt',
      label: 'imports.uploaded_at',
      render: ({ createdAt }) => <TimeAgo at={createdAt} />,
      csv: ({ createdAt }) => createdAt,
    },
  ]
  const add = (
    <Button component={Link} to="/imports/new" variant="contained">
      {translate('imports.new')}
    </Button>
  )
  return (
    <Page title={translate('imports.title')} actions={add}>
      <KeysetList<Import>
        resource="imports"
        columns={columns}
        rowTo={({ id }) => `/imports/${id}`}
        rowName={({ fileName }) => fileName}
        empty={{ title: 'imports.empty_title', text: 'imports.empty_text', action: add }}
        csvName="imports"
      />
    </Page>
  )
}

const MOVING: readonly string[] = ['running', 'undoing']

function State({ one }: { one: Import }) {
  const { percent } = useFormat()
  const { data } = useLive<ImportLive>(MOVING.includes(one.state) ? `import:${one.id}` : null)
  const state = data?.state ?? one.state
  return (
    <>
      <StateChip of="import_states" state={state} />
      {state === 'running' && ` ${percent(data?.progress ?? one.progress)}`}
    </>
  )
}
