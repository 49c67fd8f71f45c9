import { MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { useEffect, useRef } from 'react'
import { lookOf } from './look.ts'

export interface CodeDifferenceProps {
  readonly before: string
  readonly after: string
  readonly beforeLabel: string
  readonly afterLabel: string
}

/** Two texts beside one another, with what differs; what is alike is folded. */
export default function CodeDifference({ before, after, beforeLabel, afterLabel }: CodeDifferenceProps) {
  const theme = useTheme()
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const side = (doc: string, label: string) => ({
      doc,
      extensions: [
        lookOf(theme),
        EditorState.readOnly.of(true),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      ],
    })
    const merge = new MergeView({
      a: side(before, beforeLabel),
      b: side(after, afterLabel),
      parent: host.current!,
      collapseUnchanged: { margin: 2, minSize: 4 },
      highlightChanges: true,
    })
    return () => merge.destroy()
  }, [before, after, beforeLabel, afterLabel, theme])
  return (
    <Box
      ref={host}
      sx={{ border: 1, borderColor: 'divider', borderRadius: 1, maxHeight: 360, overflow: 'auto', fontSize: 13 }}
    />
  )
}
