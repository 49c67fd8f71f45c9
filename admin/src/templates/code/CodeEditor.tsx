import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { html, htmlLanguage } from '@codemirror/lang-html'
import { bracketMatching, foldGutter, foldKeymap } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { useEffect, useRef } from 'react'
import { completionsOf } from './completions.ts'
import { diagnosticsOf, type Mark, positionOf } from './diagnostics.ts'
import { lookOf } from './look.ts'

export interface CodeEditorProps {
  readonly value: string
  /** Without: it is only read. */
  readonly onChange?: ((value: string) => void) | undefined
  readonly language: 'html' | 'text'
  readonly label: string
  readonly variables: readonly string[]
  readonly marks: readonly Mark[]
  readonly height: number | string
  /** Goes there whenever it is another one. */
  readonly jump?: { readonly line?: number | undefined; readonly column?: number | undefined } | null
  /** Gives a function that writes at the cursor. */
  readonly onReady?: ((insert: (text: string) => void) => void) | undefined
}

/** What came from outside is not told as a change of the author. */
const FROM_OUTSIDE = Annotation.define<boolean>()

/** Code with variables completed and the server's mistakes at their places. Tab leaves it, as any field. */
export default function CodeEditor(props: CodeEditorProps) {
  const { value, onChange, language, label, variables, marks, height, jump } = props
  const theme = useTheme()
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const looks = useRef(new Compartment())
  const latest = useRef({ onChange, variables, value, onReady: props.onReady })
  latest.current = { onChange, variables, value, onReady: props.onReady }
  const editable = onChange !== undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme has an effect of its own
  useEffect(() => {
    const made = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          common(language, label, () => latest.current.variables),
          EditorState.readOnly.of(!editable),
          looks.current.of(lookOf(theme)),
          EditorView.updateListener.of((update) => {
            const outside = update.transactions.some((one) => one.annotation(FROM_OUTSIDE))
            if (update.docChanged && !outside) latest.current.onChange?.(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    latest.current.onReady?.((text) => {
      made.dispatch(made.state.replaceSelection(text))
      made.focus()
    })
    return () => made.destroy()
  }, [language, label, editable])
  useEffect(() => view.current?.dispatch({ effects: looks.current.reconfigure(lookOf(theme)) }), [theme])
  useEffect(() => {
    const now = view.current
    if (!now || now.state.doc.toString() === value) return
    const changes = { from: 0, to: now.state.doc.length, insert: value }
    now.dispatch({ changes, annotations: FROM_OUTSIDE.of(true) })
  }, [value])
  useEffect(() => {
    const now = view.current
    if (now) now.dispatch(setDiagnostics(now.state, diagnosticsOf(now.state.doc, marks)))
  }, [marks])
  useEffect(() => {
    const now = view.current
    if (!now || !jump) return
    const anchor = positionOf(now.state.doc, jump.line, jump.column)
    now.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
    now.focus()
    now.dom.scrollIntoView({ block: 'nearest' })
  }, [jump])
  return (
    <Box
      ref={host}
      sx={{
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        overflow: 'hidden',
        '& .cm-editor': { height },
        '& .cm-scroller': { overflow: 'auto' },
      }}
    />
  )
}

function common(language: 'html' | 'text', label: string, variables: () => readonly string[]): Extension {
  const complete = (context: Parameters<ReturnType<typeof completionsOf>>[0]) => completionsOf(variables())(context)
  return [
    lineNumbers(),
    history(),
    foldGutter(),
    lintGutter(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    language === 'html'
      ? [html({ matchClosingTags: true }), htmlLanguage.data.of({ autocomplete: complete }), autocompletion()]
      : autocompletion({ override: [complete] }),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
    ]),
  ]
}
