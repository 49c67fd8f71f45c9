import { required, useTranslate } from 'ra-core'
import { AutocompleteArrayInput, AutocompleteInput, TextInput } from 'ra-ui-materialui'
import { useMemo } from 'react'
import { useFormat } from '../i18n/useFormat.ts'

/** Usual languages of campaigns; any other tag can be typed. */
const LANGUAGES = [
  'en',
  'fr',
  'es',
  'de',
  'it',
  'pt',
  'pt-BR',
  'nl',
  'pl',
  'ca',
  'eu',
  'ro',
  'sv',
  'da',
  'nb',
  'fi',
  'el',
  'cs',
  'hu',
  'tr',
  'ar',
  'uk',
  'zh',
  'ja',
]

export function WorkspaceInputs() {
  const { language } = useFormat()
  const translate = useTranslate()
  const zones = useMemo(
    () => Intl.supportedValuesOf('timeZone').map((id) => ({ id, name: id.replaceAll('_', ' ') })),
    [],
  )
  const languages = LANGUAGES.map((id) => ({ id, name: `${language(id)} (${id})` }))
  return (
    <>
      <TextInput source="name" label="settings.workspace.name" helperText={false} validate={required()} />
      <AutocompleteInput
        source="locale"
        label="settings.workspace.locale"
        helperText={false}
        choices={languages}
        translateChoice={false}
        validate={required()}
      />
      <AutocompleteArrayInput
        source="languages"
        label="settings.workspace.languages"
        helperText="settings.workspace.languages_hint"
        choices={languages}
        translateChoice={false}
        noOptionsText={translate('parts.nothing_found')}
      />
      <AutocompleteInput
        source="timeZone"
        label="settings.workspace.time_zone"
        helperText="settings.workspace.time_zone_hint"
        choices={zones}
        translateChoice={false}
        validate={required()}
      />
      <TextInput source="country" label="settings.workspace.country" helperText="settings.workspace.country_hint" />
    </>
  )
}

export function CompanyInputs() {
  return (
    <>
      <TextInput source="company.name" label="settings.company.name" helperText="settings.company.name_hint" />
      <TextInput source="company.address" label="settings.company.address" helperText={false} multiline minRows={3} />
      <TextInput source="company.website" label="settings.company.website" helperText={false} placeholder="https://" />
    </>
  )
}
