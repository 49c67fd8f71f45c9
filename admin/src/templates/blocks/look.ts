/** GrapesJS takes its colours from these; ours follow light and dark. */
export const lookOfBlocks = {
  // The buttons of its panels are in our own bar.
  '& .gjs-pn-panels': { display: 'none' },
  '& .gjs-one-bg': { bgcolor: 'background.paper' },
  '& .gjs-two-color': { color: 'text.primary' },
  '& .gjs-three-bg': { bgcolor: 'primary.main', color: 'primary.contrastText' },
  '& .gjs-four-color, & .gjs-four-color-h:hover': { color: 'primary.main' },
  '& .gjs-block': {
    minHeight: 64,
    width: 'calc(50% - 8px)',
    margin: '4px',
    color: 'text.primary',
    border: 1,
    borderColor: 'divider',
    boxShadow: 'none',
  },
  '& .gjs-block svg': { maxHeight: 28 },
  '& .gjs-field, & .gjs-field input, & .gjs-field select': { color: 'text.primary' },
  '& .gjs-cv-canvas': { width: '100%', height: '100%', top: 0 },
  '& .gjs-editor': { fontFamily: 'inherit', fontSize: 13 },
} as const
