import type { Static } from 'typebox'
import type {
  ContentCheck,
  PreviewSchema,
  TemplateSchema,
  TemplateUsage,
  TemplateVersionSchema,
} from '../../../core/templates/schema.ts'

export type Template = Static<typeof TemplateSchema>
export type Version = Static<typeof TemplateVersionSchema>
export type Rendered = Static<typeof PreviewSchema>
export type Check = Static<typeof ContentCheck>
export type Problem = Check['problems'][number]
export type Usage = Static<typeof TemplateUsage>
/** Fields of one language. */
export type Content = Record<string, unknown>
/** Language → fields. */
export type Contents = Record<string, Content>

/** A template with what is being written: its draft, or its last version where there is none. */
export interface Opened {
  readonly template: Template
  readonly contents: Contents
}

/** What the editor edits. */
export interface Draft {
  readonly name: string
  readonly defaultLocale: string
  readonly contents: Contents
}

/** A place in the content: what a mistake's link leads to. */
export interface Place {
  readonly locale: string
  readonly field: string
  readonly line?: number | undefined
  readonly column?: number | undefined
}
