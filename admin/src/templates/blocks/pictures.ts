import type { AttachedFile } from '../content.ts'
import { dataUrlOf, refusalOf, upload } from '../editor/upload.ts'

/** Pictures of a design: `cid:…` where it is kept, their bytes where it is shown. */
export function createPictures() {
  const urls = new Map<string, string>()
  const swap = (text: string, pairs: Iterable<readonly [string, string]>) => {
    let next = text
    for (const [from, to] of pairs) next = next.replaceAll(from, to)
    return next
  }
  return {
    async load(list: readonly AttachedFile[], source: string): Promise<void> {
      for (const { cid, file } of list)
        if (cid && file && !urls.has(`cid:${cid}`) && source.includes(`cid:${cid}`))
          urls.set(`cid:${cid}`, await dataUrlOf(file).catch(() => `cid:${cid}`))
    },
    toShow: (source: string) => swap(source, urls),
    toKeep: (source: string) =>
      swap(
        source,
        [...urls].map(([cid, url]) => [url, cid] as const),
      ),
    /** Uploads; what is no picture is left out. */
    async add(files: readonly File[]): Promise<{ url: string; item: AttachedFile }[]> {
      const added: { url: string; item: AttachedFile }[] = []
      for (const file of files) {
        if (refusalOf(file, 'image')) continue
        const { id, name, type } = await upload(file)
        const cid = `${id.slice(-12)}@content`
        const url = await dataUrlOf(id)
        urls.set(`cid:${cid}`, url)
        added.push({ url, item: { name, type, file: id, cid } })
      }
      return added
    },
  }
}
