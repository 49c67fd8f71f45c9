import Box from '@mui/material/Box'
import { useTranslate } from 'ra-core'
import { Facts } from '../parts/Facts.tsx'
import { Section } from '../parts/Section.tsx'

const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent)

/** What can be done without a mouse. */
export function Shortcuts() {
  const translate = useTranslate()
  const main = isMac() ? '⌘' : translate('me.keys.control')
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [translate('me.shortcuts.palette'), [main, 'K']],
    [translate('me.shortcuts.skip'), [translate('me.keys.tab')]],
    [translate('me.shortcuts.choose'), ['↑', '↓', translate('me.keys.enter')]],
    [translate('me.shortcuts.close'), [translate('me.keys.escape')]],
  ]
  return (
    <Section title={translate('me.shortcuts.title')}>
      <Facts facts={rows.map(([what, keys]) => [what, <Keys key={what} keys={keys} />] as const)} />
    </Section>
  )
}

function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 0.5, flexWrap: 'wrap' }}>
      {keys.map((key) => (
        <Box
          key={key}
          component="kbd"
          sx={{ border: 1, borderColor: 'divider', borderRadius: 1, px: 0.75, font: 'inherit', fontSize: 13 }}
        >
          {key}
        </Box>
      ))}
    </Box>
  )
}
