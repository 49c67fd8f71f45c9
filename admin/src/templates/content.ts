import type { Schema } from '../parts/schema/types.ts'

/** A property of a channel's content, with what core/contracts/channel.ts says of it. */
export type FieldSchema = Schema & {
  readonly template?: 'html' | 'text'
  readonly design?: { readonly language: string; readonly of: string }
}

export interface ContentField {
  readonly name: string
  readonly schema: FieldSchema
  /** The field that keeps the source from which an editor of blocks makes this one. */
  readonly design: string | null
}

/** Of MJML there is an editor here; a design in another language is left alone. */
const LANGUAGE = 'mjml'
/** Longer texts get an editor of their own. */
const LONG = 500

const orderOf = ({ schema }: ContentField) => schema['x-ui']?.order ?? 0

/** Fields of a content in the order in which they are written. Designs are not fields of their own. */
export function fieldsOf(content: object): readonly ContentField[] {
  const properties = Object.entries((content as Schema).properties ?? {}) as [string, FieldSchema][]
  const designOf = (name: string) =>
    properties.find(([, { design }]) => design?.of === name && design.language === LANGUAGE)?.[0] ?? null
  return properties
    .filter(([, { design }]) => !design)
    .map(([name, schema]) => ({ name, schema, design: designOf(name) }))
    .sort((a, b) => orderOf(a) - orderOf(b))
}

export const isLong = ({ schema }: ContentField) => (schema.maxLength ?? LONG + 1) > LONG

/** The list of files that go with a content, where the channel has one whose items can be shown in the HTML by `cid:`. */
export function fileListOf(fields: readonly ContentField[]): ContentField | null {
  return fields.find(({ schema }) => schema.items?.properties?.file) ?? null
}

/** An item of that list. */
export interface AttachedFile {
  readonly name: string
  readonly type: string
  readonly file?: string
  readonly content?: string
  readonly cid?: string
}

/** What is neither written text nor files: drawn as the schema says. */
export const isSetting = (field: ContentField, files: ContentField | null) =>
  !field.schema.template && field.name !== files?.name

/** A place of the API (`fr.html`, `en.attachments.0.file`) as language and field. */
export function placeOf(path: string): { locale: string; field: string } {
  const [locale = '', field = ''] = path.split('.')
  return { locale, field }
}
