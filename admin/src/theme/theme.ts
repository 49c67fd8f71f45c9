import type { RaThemeOptions } from 'ra-ui-materialui'

/** One accent. Both pairs keep 4.5 : 1 against their grounds, also on hover (WCAG 1.4.3). */
const ACCENT = { light: '#2450b8', dark: '#8fb1ff' }
const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif, "Noto Color Emoji"'

const common = (accent: string, line: string): RaThemeOptions => ({
  shape: { borderRadius: 8 },
  sidebar: { width: 232, closedWidth: 56 },
  typography: {
    fontFamily: FONT,
    fontSize: 14.5,
    h1: { fontSize: '1.5rem', fontWeight: 650, lineHeight: 1.25 },
    h2: { fontSize: '1.125rem', fontWeight: 650, lineHeight: 1.3 },
    h3: { fontSize: '1rem', fontWeight: 650, lineHeight: 1.35 },
    h6: { fontSize: '1rem', fontWeight: 650 },
    button: { textTransform: 'none', fontWeight: 600 },
  },
  components: {
    MuiButtonBase: {
      styleOverrides: { root: { '&.Mui-focusVisible': { outline: `3px solid ${accent}`, outlineOffset: 2 } } },
    },
    MuiLink: { defaultProps: { underline: 'always' } },
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiCard: {
      defaultProps: { variant: 'outlined' },
      styleOverrides: { root: { borderColor: line } },
    },
    MuiTextField: { defaultProps: { variant: 'outlined', margin: 'dense', size: 'small', fullWidth: true } },
    MuiFormControl: { defaultProps: { variant: 'outlined', margin: 'dense', size: 'small', fullWidth: true } },
    MuiTableCell: { styleOverrides: { root: { borderColor: line }, head: { fontWeight: 650 } } },
    MuiTooltip: { defaultProps: { arrow: true, enterDelay: 300 } },
    MuiChip: { defaultProps: { size: 'small' }, styleOverrides: { root: { fontWeight: 550 } } },
    MuiButton: { defaultProps: { disableElevation: true } },
  } as NonNullable<RaThemeOptions['components']>,
})

export const lightTheme: RaThemeOptions = {
  ...common(ACCENT.light, '#dfe3e8'),
  palette: {
    mode: 'light',
    primary: { main: ACCENT.light },
    secondary: { main: '#3a4657' },
    error: { main: '#b3261e' },
    warning: { main: '#8a5300' },
    success: { main: '#1b6e3c' },
    info: { main: '#2450b8' },
    background: { default: '#f6f7f9', paper: '#ffffff' },
    text: { primary: '#1d2129', secondary: '#535c69' },
    divider: '#dfe3e8',
    action: { active: '#535c69' },
  },
}

export const darkTheme: RaThemeOptions = {
  ...common(ACCENT.dark, '#343b46'),
  palette: {
    mode: 'dark',
    primary: { main: ACCENT.dark },
    secondary: { main: '#b8c2d0' },
    error: { main: '#ff8a80' },
    warning: { main: '#f0b357' },
    success: { main: '#7fd09a' },
    info: { main: '#8fb1ff' },
    background: { default: '#14171c', paper: '#1c2027' },
    text: { primary: '#e6e8eb', secondary: '#a9b2be' },
    divider: '#343b46',
  },
}
