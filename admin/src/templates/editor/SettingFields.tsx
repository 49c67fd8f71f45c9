import { Form } from 'ra-core'
import { useEffect, useRef } from 'react'
import { useWatch } from 'react-hook-form'
import { SchemaForm } from '../../parts/schema/SchemaForm.tsx'
import type { ContentField } from '../content.ts'
import type { Content } from '../types.ts'

interface SettingFieldsProps {
  readonly fields: readonly ContentField[]
  readonly content: Content
  readonly write: ((fields: Readonly<Record<string, unknown>>) => void) | undefined
}

/** Whatever else a channel's content has: switches, numbers, choices, drawn from its schema. */
export function SettingFields({ fields, content, write }: SettingFieldsProps) {
  const schema = { properties: Object.fromEntries(fields.map(({ name, schema: one }) => [name, one])) }
  const values = Object.fromEntries(fields.map(({ name }) => [name, content[name] ?? null]))
  return (
    <fieldset disabled={!write} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
      <Form record={values}>
        <SchemaForm schema={schema} source="" />
        {write && <Written values={values} write={write} />}
      </Form>
    </fieldset>
  )
}

/** Tells what the form has, when it is something else than what is kept. */
function Written({ values, write }: { values: Content; write: (fields: Content) => void }) {
  const now = useWatch()
  const kept = useRef(JSON.stringify(values))
  const latest = useRef({ write, values })
  latest.current = { write, values }
  useEffect(() => {
    const names = Object.keys(latest.current.values)
    // A switch that was never touched is off, and stays unsaid.
    const next = Object.fromEntries(names.map((name) => [name, now[name] === false ? null : (now[name] ?? null)]))
    const text = JSON.stringify(next)
    if (text === kept.current || text === JSON.stringify(latest.current.values)) return
    kept.current = text
    latest.current.write(next)
  }, [now])
  return null
}
