import type { File as Uploaded } from '../../../../core/files/schema.ts'
import { api } from '../../data/api.ts'

/** What the API takes (core/files/upload.ts): told before ten megabytes are on their way. */
const MOST_BYTES = 10 * 1_048_576
const IMAGE = /^image\/(png|jpeg|gif|webp)$/

export type Refusal = 'empty' | 'too_big' | 'not_an_image'

/** Why a file is not even sent; null when it is. A folder is a file without bytes. */
export function refusalOf(file: File, wanted: 'image' | 'any'): Refusal | null {
  if (file.size === 0) return 'empty'
  if (file.size > MOST_BYTES) return 'too_big'
  if (wanted === 'image' && !IMAGE.test(file.type)) return 'not_an_image'
  return null
}

export async function upload(file: File): Promise<Uploaded> {
  const form = new FormData()
  form.append('file', file)
  return (await api.raw('POST', '/files', form)).json()
}

/** The bytes of an upload as an address that a page can show. */
export async function dataUrlOf(id: string, signal?: AbortSignal): Promise<string> {
  const blob = await (await api.raw('GET', `/files/${id}/content`, undefined, { signal })).blob()
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.onload = () => done(String(reader.result))
    reader.onerror = () => failed(reader.error)
    reader.readAsDataURL(blob)
  })
}
