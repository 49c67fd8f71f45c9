import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import { useListContext, useTranslate } from 'ra-core'
import { useState } from 'react'
import { useFormat } from '../i18n/useFormat.ts'
import { KeysetList } from '../parts/list/KeysetList.tsx'
import type { Column } from '../parts/list/types.ts'
import { Page } from '../parts/Page.tsx'
import { useCan } from '../session/useSession.ts'
import { AttributeDialog } from './AttributeDialog.tsx'
import { AttributeDrop } from './AttributeDrop.tsx'
import { Tabs } from './Tabs.tsx'
import type { Attribute } from './types.ts'

type Row = Attribute & { readonly id: string }
type Asked = { readonly what: 'edit' | 'drop'; readonly attribute: Attribute } | { readonly what: 'new' }

/** What may be known of a person: declared here before it is imported or written. */
export default function Attributes() {
  const translate = useTranslate()
  const { localized, list } = useFormat()
  const may = useCan('contacts:write')
  const [asked, setAsked] = useState<Asked | null>(null)
  const close = () => setAsked(null)
  const columns: readonly Column<Row>[] = [
    {
      id: 'label',
      label: 'settings.attributes.label',
      render: (one) => localized(one.label) || one.name,
      csv: (one) => localized(one.label),
    },
    {
      id: 'name',
      label: 'settings.attributes.name',
      render: ({ name }) => <code>{name}</code>,
      csv: ({ name }) => name,
    },
    {
      id: 'type',
      label: 'settings.attributes.type',
      render: ({ type }) => translate(`settings.attributes.types.${type}`),
      csv: ({ type }) => type,
    },
    {
      id: 'choices',
      label: 'settings.attributes.choices',
      render: ({ choices }) => (choices ? list(choices) : '—'),
      isEmpty: ({ choices }) => !choices,
    },
    {
      id: 'sensitive',
      label: 'settings.attributes.sensitive',
      render: ({ sensitive }) =>
        sensitive ? <Chip label={translate('settings.attributes.sealed')} color="warning" variant="outlined" /> : '—',
      isEmpty: ({ sensitive }) => !sensitive,
    },
    ...(may
      ? [
          {
            id: 'actions',
            label: 'settings.actions',
            render: (attribute: Row) => (
              <RowActions attribute={attribute} onAsk={(what) => setAsked({ what, attribute })} />
            ),
          },
        ]
      : []),
  ]
  const add = may && (
    <Button variant="contained" onClick={() => setAsked({ what: 'new' })}>
      {translate('settings.attributes.add')}
    </Button>
  )
  return (
    <Page title={translate('settings.title')} actions={add}>
      <Tabs />
      <KeysetList<Row>
        resource="attributes"
        columns={columns}
        rowName={({ name }) => name}
        empty={{ title: 'settings.attributes.empty_title', text: 'settings.attributes.empty_text', action: add }}
      />
      {asked?.what === 'drop' && <AttributeDrop attribute={asked.attribute} onClose={close} />}
      {asked && asked.what !== 'drop' && (
        <AttributeDialog attribute={asked.what === 'edit' ? asked.attribute : null} onClose={close} />
      )}
    </Page>
  )
}

function RowActions({ attribute, onAsk }: { attribute: Attribute; onAsk: (what: 'edit' | 'drop') => void }) {
  const translate = useTranslate()
  const { isFetching } = useListContext()
  const name = (action: string) => `${translate(action)}: ${attribute.name}`
  return (
    <>
      <Button
        size="small"
        disabled={isFetching === true}
        onClick={() => onAsk('edit')}
        aria-label={name('ra.action.edit')}
      >
        {translate('ra.action.edit')}
      </Button>
      <Button size="small" color="error" onClick={() => onAsk('drop')} aria-label={name('ra.action.remove')}>
        {translate('ra.action.remove')}
      </Button>
    </>
  )
}
