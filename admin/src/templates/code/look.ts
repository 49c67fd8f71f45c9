import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { oneDarkHighlightStyle } from '@codemirror/theme-one-dark'
import { EditorView } from '@codemirror/view'
import type { Theme } from '@mui/material/styles'

/** The editor in the panel's own colours, light or dark. */
export function lookOf(theme: Theme): Extension {
  const { palette } = theme
  const dark = palette.mode === 'dark'
  const look = EditorView.theme(
    {
      '&': { backgroundColor: palette.background.paper, color: palette.text.primary, fontSize: '13px' },
      '&.cm-focused': { outline: `2px solid ${palette.primary.main}` },
      '.cm-gutters': {
        backgroundColor: palette.background.default,
        color: palette.text.secondary,
        borderRight: `1px solid ${palette.divider}`,
      },
      '.cm-content': { caretColor: palette.text.primary, fontFamily: 'ui-monospace, Menlo, Consolas, monospace' },
      '.cm-cursor': { borderLeftColor: palette.text.primary },
      '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection': {
        backgroundColor: `${dark ? '#3a4d7a' : '#cfdcfb'} !important`,
      },
      '.cm-tooltip': {
        backgroundColor: palette.background.paper,
        color: palette.text.primary,
        border: `1px solid ${palette.divider}`,
      },
      '.cm-tooltip-autocomplete ul li[aria-selected]': {
        backgroundColor: palette.primary.main,
        color: palette.primary.contrastText,
      },
      '.cm-completionDetail': { opacity: 0.8 },
      '.cm-changedLine': { backgroundColor: dark ? '#2b3a2b' : '#e6f6e9' },
    },
    { dark },
  )
  return [look, syntaxHighlighting(dark ? oneDarkHighlightStyle : defaultHighlightStyle)]
}
