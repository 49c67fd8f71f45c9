import Alert from '@mui/material/Alert'
import Autocomplete from '@mui/material/Autocomplete'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { api } from '../../../data/api.ts'
import { useAsyncAction } from '../../../data/useAsyncAction.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { useCan } from '../../../session/useSession.ts'
import type { Template } from '../../plan/carriers.ts'

interface TemplateInputProps {
  /** Of the channel; null until they are known. */
  readonly templates: readonly Template[] | null
  readonly value: string | undefined
  /** Somebody goes to the templates and will come back. */
  readonly onLeave: () => void
  readonly onChange: (id: string | undefined) => void
}

/** What is said: a template, edited or made in its own place and back. */
export function TemplateInput({ templates, value, onLeave, onChange }: TemplateInputProps) {
  const translate = useTranslate()
  const { date } = useFormat()
  const mayWrite = useCan('templates:write')
  const chosen = templates?.find(({ id }) => id === value) ?? null
  const gone = value !== undefined && templates !== null && !chosen
  return (
    <>
      <Autocomplete
        options={templates ?? []}
        value={chosen}
        onChange={(_event, next) => onChange(next?.id)}
        getOptionLabel={({ name }) => name}
        getOptionKey={({ id }) => id}
        isOptionEqualToValue={(one, other) => one.id === other.id}
        loading={templates === null}
        loadingText={translate('shell.loading')}
        noOptionsText={translate('campaigns.no_templates')}
        renderOption={({ key, ...props }, { name, publishedVersion, updatedAt }) => (
          <li key={key} {...props}>
            <span style={{ overflowWrap: 'anywhere' }}>
              {name}
              <small style={{ opacity: 0.75 }}>
                {' · '}
                {publishedVersion ? date(updatedAt) : translate('campaigns.not_published')}
              </small>
            </span>
          </li>
        )}
        renderInput={(props) => (
          <TextField
            {...props}
            label={translate('campaigns.fields.template')}
            error={gone}
            helperText={translate(gone ? 'campaigns.hints.template_gone' : 'campaigns.hints.template')}
          />
        )}
      />
      {chosen && <Version template={chosen} />}
      {mayWrite && (
        <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1, mt: 1 }}>
          {chosen && (
            <Button size="small" variant="outlined" component={Link} to={`/templates/${chosen.id}`} onClick={onLeave}>
              {translate('campaigns.edit_template')}
            </Button>
          )}
          <Button size="small" component={Link} to="/templates/new" onClick={onLeave}>
            {translate('campaigns.new_template')}
          </Button>
        </Stack>
      )}
    </>
  )
}

/** A campaign sends what was published; a newer draft is told, and published from here. */
function Version({ template }: { template: Template }) {
  const translate = useTranslate()
  const { number } = useFormat()
  const mayPublish = useCan('templates:publish')
  const publish = useAsyncAction(() => api.post(`/templates/${template.id}/publish`), {
    done: 'campaigns.published',
    changes: ['/templates', `/templates/${template.id}`, `/templates/${template.id}/versions`],
  })
  const { publishedVersion, draftVersion } = template
  if (publishedVersion && !draftVersion) return null
  return (
    <Alert
      severity={publishedVersion ? 'info' : 'warning'}
      sx={{ my: 1 }}
      action={
        mayPublish &&
        draftVersion && (
          <Button color="inherit" size="small" disabled={publish.busy} onClick={() => void publish.run()}>
            {translate('campaigns.publish')}
          </Button>
        )
      }
    >
      {publishedVersion
        ? translate('campaigns.newer_draft', { version: number(publishedVersion) })
        : translate('campaigns.never_published')}
    </Alert>
  )
}
