import Button from '@mui/material/Button'
import Card from '@mui/material/Card'
import CardContent from '@mui/material/CardContent'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormGroup from '@mui/material/FormGroup'
import LinearProgress from '@mui/material/LinearProgress'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'ra-core'
import { type FormEvent, useMemo, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useChannels } from '../../data/useChannels.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorNote } from '../../parts/ErrorNote.tsx'
import { Page } from '../../parts/Page.tsx'
import { templates } from '../calls.ts'
import { fieldsOf } from '../content.ts'
import { contentsOf } from './contents.ts'
import { Starters } from './Starters.tsx'
import { STARTER_LANGUAGES, type StarterLanguage, type StarterName } from './starters.ts'

/** A name, languages, and something to begin with. */
export default function NewTemplate() {
  const translate = useTranslate()
  const { language, localized } = useFormat()
  const navigate = useNavigate()
  const own = useLocale() as StarterLanguage
  const channels = useChannels()
  const [chosen, setChannel] = useState('')
  const [name, setName] = useState('')
  const [languages, setLanguages] = useState<readonly StarterLanguage[]>([own])
  const [starter, setStarter] = useState<StarterName | null>('letter')
  const channel = channels.find(({ id }) => id === chosen) ?? channels[0]
  const fields = useMemo(() => fieldsOf(channel?.content ?? {}), [channel])
  const hasDesigns = fields.some(({ design }) => design !== null)
  const create = useAsyncAction(
    async () => {
      const contents = await contentsOf(hasDesigns ? starter : null, languages, fields)
      const made = await templates.create({
        name: name.trim(),
        channel: channel!.id,
        defaultLocale: languages.includes(own) ? own : languages[0]!,
        contents,
      })
      navigate(`/templates/${made.id}`)
    },
    { changes: ['templates'], quiet: true },
  )
  if (!channel) return <LinearProgress aria-label={translate('shell.loading')} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() && languages.length > 0) void create.run()
  }
  const toggle = (one: StarterLanguage) =>
    setLanguages((before) =>
      STARTER_LANGUAGES.filter((other) => (other === one ? !before.includes(one) : before.includes(other))),
    )
  return (
    <Page title={translate('templates.add')} above={{ to: '/templates', label: translate('templates.title') }}>
      <Card>
        <CardContent>
          <form onSubmit={submit} noValidate>
            <TextField
              required
              label={translate('templates.name')}
              helperText={translate('templates.name_hint')}
              value={name}
              onChange={(event) => setName(event.target.value)}
              slotProps={{ htmlInput: { maxLength: 200 } }}
              sx={{ maxWidth: 520 }}
            />
            {channels.length > 1 && (
              <TextField
                select
                label={translate('templates.channel')}
                value={channel.id}
                onChange={(event) => setChannel(event.target.value)}
                sx={{ maxWidth: 520 }}
              >
                {channels.map(({ id, label }) => (
                  <MenuItem key={id} value={id}>
                    {localized(label)}
                  </MenuItem>
                ))}
              </TextField>
            )}
            <fieldset style={{ border: 0, padding: 0, margin: '12px 0' }}>
              <Typography component="legend" variant="h3" sx={{ p: 0 }}>
                {translate('templates.languages')}
              </Typography>
              <FormGroup row>
                {STARTER_LANGUAGES.map((one) => (
                  <FormControlLabel
                    key={one}
                    control={<Checkbox size="small" checked={languages.includes(one)} onChange={() => toggle(one)} />}
                    label={language(one)}
                  />
                ))}
              </FormGroup>
              <Typography variant="body2" color="textSecondary">
                {translate('templates.more_languages')}
              </Typography>
            </fieldset>
            {hasDesigns && <Starters value={starter} language={languages[0] ?? own} onChange={setStarter} />}
            <ErrorNote error={create.error} />
            <Button
              type="submit"
              variant="contained"
              disabled={create.busy || name.trim() === '' || languages.length === 0}
              sx={{ mt: 2 }}
            >
              {translate('templates.create')}
            </Button>
          </form>
        </CardContent>
      </Card>
    </Page>
  )
}
