import { TextInput } from 'ra-ui-materialui'

/** What may differ from mail provider to mail provider. */
export function DomainInputs() {
  return (
    <>
      <TextInput
        source="spfInclude"
        label="settings.domains.spf_include"
        helperText="settings.domains.spf_include_hint"
        autoComplete="off"
      />
      <TextInput
        source="returnPath"
        label="settings.domains.return_path"
        helperText="settings.domains.return_path_hint"
        autoComplete="off"
      />
    </>
  )
}
