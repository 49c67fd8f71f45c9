import AddIcon from '@mui/icons-material/Add'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import type { Editing } from '../draft/useEditing.ts'
import { AddLanguage } from './AddLanguage.tsx'

interface LanguagesProps {
  readonly editing: Editing
  readonly locale: string
  readonly mayWrite: boolean
  readonly onLocale: (locale: string) => void
}

/** A tab for each language; languages come, go, and one of them is for everybody whose own is not there. */
export function Languages({ editing, locale, mayWrite, onLocale }: LanguagesProps) {
  const translate = useTranslate()
  const { language } = useFormat()
  const { contents, defaultLocale } = editing.draft
  const locales = Object.keys(contents)
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState(false)
  const remove = () => {
    setRemoving(false)
    const rest = Object.fromEntries(Object.entries(contents).filter(([one]) => one !== locale))
    editing.change({ contents: rest })
    onLocale(defaultLocale)
  }
  return (
    <Box sx={{ mb: 1 }}>
      <Stack direction="row" sx={{ alignItems: 'center', flexWrap: 'wrap', borderBottom: 1, borderColor: 'divider' }}>
        {locale && (
          <Tabs
            value={locale}
            onChange={(_event, next) => onLocale(next)}
            variant="scrollable"
            scrollButtons={false}
            aria-label={translate('templates.languages')}
            sx={{ minWidth: 0, flex: 1 }}
          >
            {locales.map((one) => (
              <Tab
                key={one}
                value={one}
                label={
                  one === defaultLocale
                    ? translate('templates.default_tab', { language: language(one) })
                    : language(one)
                }
              />
            ))}
          </Tabs>
        )}
        {mayWrite && (
          <Button size="small" startIcon={<AddIcon />} onClick={() => setAdding(true)} sx={{ ml: 1 }}>
            {translate('templates.add_language')}
          </Button>
        )}
      </Stack>
      {mayWrite && locale && locale !== defaultLocale && (
        <Stack direction="row" sx={{ mt: 0.5, gap: 1, flexWrap: 'wrap' }}>
          <Button size="small" onClick={() => editing.change({ defaultLocale: locale })}>
            {translate('templates.make_default')}
          </Button>
          <Button size="small" color="error" onClick={() => setRemoving(true)}>
            {translate('templates.remove_language', { language: language(locale) })}
          </Button>
        </Stack>
      )}
      {adding && (
        <AddLanguage
          editing={editing}
          onClose={(added) => {
            setAdding(false)
            if (added) onLocale(added)
          }}
        />
      )}
      {removing && (
        <ConfirmDialog
          title={translate('templates.remove_language', { language: language(locale) })}
          confirm={translate('ra.action.delete')}
          danger
          onConfirm={remove}
          onClose={() => setRemoving(false)}
        >
          {translate('templates.remove_language_text', { language: language(defaultLocale) })}
        </ConfirmDialog>
      )}
    </Box>
  )
}
