import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { required, useTranslate } from 'ra-core'
import { SelectInput, TextInput } from 'ra-ui-materialui'
import { useId, useState } from 'react'
import type { WordingInput } from '../../../core/consent/schema.ts'
import { useChannels } from '../data/useChannels.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ApiForm } from '../parts/ApiForm.tsx'
import { KeysetList } from '../parts/list/KeysetList.tsx'
import type { Column } from '../parts/list/types.ts'
import { Page } from '../parts/Page.tsx'
import { TimeAgo } from '../parts/TimeAgo.tsx'
import { useCan } from '../session/useSession.ts'
import { settings } from './calls.ts'
import { Tabs } from './Tabs.tsx'
import type { Wording } from './types.ts'

/** What people are asked, word by word: the proof of a consent names one of these. They are never changed, only followed by others. */
export default function Wordings() {
  const translate = useTranslate()
  const { language, localized } = useFormat()
  const channels = useChannels()
  const may = useCan('consent:write')
  const [adding, setAdding] = useState(false)
  const channelName = (id: string) => {
    const found = channels.find((one) => one.id === id)
    return found ? localized(found.label) : id
  }
  const columns: readonly Column<Wording>[] = [
    {
      id: 'text',
      label: 'settings.wordings.text',
      render: ({ text }) => <span style={{ whiteSpace: 'pre-line' }}>{text}</span>,
      csv: ({ text }) => text,
    },
    {
      id: 'purpose',
      label: 'settings.wordings.purpose',
      render: ({ purpose }) => <code>{purpose}</code>,
      csv: ({ purpose }) => purpose,
    },
    {
      id: 'channel',
      label: 'settings.wordings.channel',
      render: ({ channel }) => channelName(channel),
      csv: ({ channel }) => channel,
    },
    {
      id: 'locale',
      label: 'settings.wordings.locale',
      render: ({ locale }) => language(locale),
      csv: ({ locale }) => locale,
    },
    {
      id: 'created',
      label: 'settings.wordings.created',
      render: ({ createdAt }) => <TimeAgo at={createdAt} />,
      csv: ({ createdAt }) => createdAt,
    },
  ]
  const add = may && (
    <Button variant="contained" onClick={() => setAdding(true)}>
      {translate('settings.wordings.add')}
    </Button>
  )
  return (
    <Page title={translate('settings.title')} actions={add}>
      <Tabs />
      <Typography color="textSecondary" sx={{ mb: 2, maxWidth: 720 }}>
        {translate('settings.wordings.about')}
      </Typography>
      <KeysetList<Wording>
        resource="consent-wordings"
        columns={columns}
        rowName={({ text }) => text}
        empty={{ title: 'settings.wordings.empty_title', text: 'settings.wordings.empty_text', action: add }}
        csvName="wordings"
      />
      {adding && <NewWording onClose={() => setAdding(false)} />}
    </Page>
  )
}

function NewWording({ onClose }: { onClose: () => void }) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const channels = useChannels()
  const queryClient = useQueryClient()
  const id = useId()
  const save = async (wording: WordingInput) => {
    await settings.addWording(wording)
    await queryClient.invalidateQueries({ queryKey: ['consent-wordings'] })
    await queryClient.invalidateQueries({ queryKey: ['api', '/consent-wordings'] })
    onClose()
  }
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id}>{translate('settings.wordings.add')}</DialogTitle>
      <DialogContent>
        <ApiForm<WordingInput>
          defaultValues={{ purpose: 'marketing', ...(channels[0] ? { channel: channels[0].id } : {}) }}
          save={save}
          onCancel={onClose}
        >
          <TextInput
            source="text"
            label="settings.wordings.text"
            helperText="settings.wordings.text_hint"
            multiline
            minRows={3}
            validate={required()}
          />
          <TextInput
            source="purpose"
            label="settings.wordings.purpose"
            helperText="settings.wordings.purpose_hint"
            validate={required()}
          />
          <SelectInput
            source="channel"
            label="settings.wordings.channel"
            choices={channels.map(({ id: channel, label }) => ({ id: channel, name: localized(label) }))}
            translateChoice={false}
            validate={required()}
          />
          <TextInput
            source="locale"
            label="settings.wordings.locale"
            helperText="settings.wordings.locale_hint"
            validate={required()}
          />
        </ApiForm>
      </DialogContent>
    </Dialog>
  )
}
