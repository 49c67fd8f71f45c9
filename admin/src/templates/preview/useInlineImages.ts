import { useQueries } from '@tanstack/react-query'
import { type AttachedFile, type ContentField, fileListOf } from '../content.ts'
import { dataUrlOf } from '../editor/upload.ts'
import type { Content } from '../types.ts'

/** A picture that is still on its way, or that nobody attached. */
const NOT_THERE = /(src=["']?)cid:[^"'\s>]+/gi

/** Pictures that go with the mail (`cid:…`) as their bytes: a frame without rights can ask nobody for them. */
export function useInlineImages(fields: readonly ContentField[], content: Content, html: string): string {
  const list = fileListOf(fields)
  const items = ((list && content[list.name]) ?? []) as readonly AttachedFile[]
  const shown = items.filter(({ cid, file }) => cid && file && html.includes(`cid:${cid}`))
  const urls = useQueries({
    queries: shown.map(({ file }) => ({
      queryKey: ['api', `/files/${file}/content`],
      queryFn: ({ signal }: { signal: AbortSignal }) => dataUrlOf(file!, signal),
      // An upload's bytes never change.
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  const filled = shown.reduce(
    (text, { cid }, index) => (urls[index]?.data ? text.replaceAll(`cid:${cid}`, urls[index].data) : text),
    html,
  )
  return filled.replace(NOT_THERE, '$1data:,')
}
