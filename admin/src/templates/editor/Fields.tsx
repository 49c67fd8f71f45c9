import Stack from '@mui/material/Stack'
import { useTranslate } from 'ra-core'
import { useMemo } from 'react'
import { useApi } from '../../data/useApi.ts'
import { useLabel } from '../../parts/schema/SchemaForm.tsx'
import { useSentences } from '../check/useSentences.ts'
import type { Mark } from '../code/diagnostics.ts'
import { LazyCode } from '../code/LazyCode.tsx'
import { type ContentField, fileListOf, isLong, isSetting, placeOf } from '../content.ts'
import type { Editing } from '../draft/useEditing.ts'
import type { Check, Content, Place } from '../types.ts'
import { FilesField } from './FilesField.tsx'
import { HtmlField } from './HtmlField.tsx'
import { SettingFields } from './SettingFields.tsx'
import { ShortField } from './ShortField.tsx'

interface FieldsProps {
  readonly editing: Editing
  readonly locale: string
  readonly fields: readonly ContentField[]
  readonly mayWrite: boolean
  readonly check: Check | undefined
  readonly place: Place | null
}

/** What one field's input gets, whatever its kind. */
export interface FieldProps {
  readonly field: ContentField
  readonly label: string
  readonly hint: string | undefined
  readonly content: Content
  readonly variables: readonly string[]
  /** Of a field of this language: the HTML's, or its design's. */
  readonly marksOf: (field: string) => readonly Mark[]
  readonly place: Place | null
  /** Without: it is only read. */
  readonly write: ((fields: Readonly<Record<string, unknown>>) => void) | undefined
}

const NOTHING: readonly string[] = []
const NO_MARKS: readonly Mark[] = []

/** The fields of one language, as the channel declares them. */
export function Fields({ editing, locale, fields, mayWrite, check, place }: FieldsProps) {
  const translate = useTranslate()
  const label = useLabel()
  const variables = useApi<{ variables: string[] }>('/templates/variables').data?.variables ?? NOTHING
  const marks = useMarks(check, fields, locale)
  const files = fileListOf(fields)
  const content = editing.draft.contents[locale] ?? {}
  const write = mayWrite ? (next: Readonly<Record<string, unknown>>) => editing.write(locale, next) : undefined
  const written = fields.filter(({ schema }) => schema.template)
  const settings = fields.filter((field) => isSetting(field, files))
  return (
    <Stack sx={{ gap: 2 }} role="tabpanel" aria-label={translate('templates.content')}>
      {written.map((field) => {
        const props: FieldProps = {
          field,
          ...label(field.name, field.schema),
          content,
          variables,
          marksOf: (name) => marks.get(name) ?? NO_MARKS,
          place: place && (place.field === field.name || place.field === field.design) ? place : null,
          write,
        }
        if (field.schema.template === 'html') return <HtmlField key={field.name} {...props} files={files} />
        if (!isLong(field)) return <ShortField key={field.name} {...props} />
        return <LongField key={field.name} {...props} />
      })}
      {files && <FilesField {...{ content, write }} field={files} {...label(files.name, files.schema)} />}
      {settings.length > 0 && <SettingFields fields={settings} content={content} write={write} />}
    </Stack>
  )
}

function LongField({ field, label, hint, content, variables, marksOf, place, write }: FieldProps) {
  return (
    <div>
      <FieldHead label={label} hint={hint} />
      <LazyCode
        language="text"
        label={label}
        value={String(content[field.name] ?? '')}
        onChange={write && ((text) => write({ [field.name]: text }))}
        variables={variables}
        marks={marksOf(field.name)}
        jump={place}
        height={160}
      />
    </div>
  )
}

export function FieldHead({ label, hint }: { label: string; hint?: string | undefined }) {
  return (
    <div style={{ marginBottom: 6 }}>
      <strong>{label}</strong>
      {hint && <span style={{ marginLeft: 8, opacity: 0.8, fontSize: 13 }}>{hint}</span>}
    </div>
  )
}

/** Field → its mistakes and hints, each the same array as long as the check is. */
function useMarks(check: Check | undefined, fields: readonly ContentField[], locale: string) {
  const sentences = useSentences(fields)
  // biome-ignore lint/correctness/useExhaustiveDependencies: sentences change with the language alone, and the page with it
  return useMemo(() => {
    const marks = new Map<string, Mark[]>()
    if (!check) return marks
    for (const one of check.problems) {
      const at = placeOf(one.field)
      if (at.locale !== locale) continue
      const mark: Mark = { line: one.line, column: one.column, message: sentences.problem(one), severity: 'error' }
      marks.set(at.field, [...(marks.get(at.field) ?? []), mark])
    }
    return marks
  }, [check, fields, locale])
}
