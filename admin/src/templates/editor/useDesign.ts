import { useRef, useState } from 'react'
import { compileMjml } from '../blocks/compile.ts'
import type { Mark } from '../code/diagnostics.ts'
import type { ContentField } from '../content.ts'
import type { Content } from '../types.ts'

const EMPTY = `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`

/** The HTML follows its design after this pause. */
const PAUSE_MS = 300

export interface Design {
  /** Null: the HTML is written by itself. */
  readonly source: string | null
  /** What MJML finds wrong. */
  readonly marks: readonly Mark[]
  readonly write: (source: string) => void
  readonly begin: () => void
  readonly drop: () => void
}

/** The design of an HTML field: both are written together, so that a version has them of one moment. */
export function useDesign(
  field: ContentField,
  content: Content,
  write: ((fields: Readonly<Record<string, unknown>>) => void) | undefined,
): Design {
  const kept = field.design ? content[field.design] : undefined
  const [typed, setTyped] = useState<string | null>(null)
  const [marks, setMarks] = useState<readonly Mark[]>([])
  const newest = useRef(0)
  const latest = useRef({ write, field })
  latest.current = { write, field }
  // Goes on when the field is left: what was typed last is kept with its HTML.
  const make = async (source: string, turn: number) => {
    const { html, errors } = await compileMjml(source)
    if (turn !== newest.current) return
    setMarks(errors.map(({ line, message }) => ({ line, message, severity: 'warning' as const })))
    const { write: now, field: one } = latest.current
    // What cannot be read makes no HTML; the author's text is kept all the same.
    now?.({ [one.design!]: source, ...(html ? { [one.name]: html } : {}) })
    setTyped(null)
  }
  const type = (source: string) => {
    setTyped(source)
    newest.current += 1
    const turn = newest.current
    setTimeout(() => turn === newest.current && void make(source, turn), PAUSE_MS)
  }
  return {
    source: typed ?? (typeof kept === 'string' ? kept : null),
    marks,
    write: type,
    begin: () => type(EMPTY),
    drop: () => {
      newest.current += 1
      setTyped(null)
      if (field.design) write?.({ [field.design]: undefined })
    },
  }
}
