import { accessToken, end } from '../session/session.ts'
import { ApiProblem, problemOf, unreachable } from './problem.ts'

export interface UploadOptions {
  readonly signal: AbortSignal
  /** Share of the bytes that left, 0 to 1. */
  readonly onProgress: (share: number) => void
}

/**
 * Sends a file as multipart, in the field "file". XMLHttpRequest: fetch does not say how far an upload is.
 * @throws ApiProblem, or AbortError.
 */
export async function upload<T>(path: string, file: File, { signal, onProgress }: UploadOptions): Promise<T> {
  const token = await accessToken()
  if (!token) throw new ApiProblem({ status: 401, code: 'unauthenticated', detail: 'Signed out.' })
  const form = new FormData()
  form.append('file', file)
  const answer = await new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.open('POST', `/api/v1${path}`)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }))
    request.onerror = () => reject(unreachable())
    request.onabort = () => reject(new DOMException('The upload was given up.', 'AbortError'))
    signal.addEventListener('abort', abort, { once: true })
    request.onloadend = () => signal.removeEventListener('abort', abort)
    if (signal.aborted) abort()
    else request.send(form)
  })
  if (answer.ok) return answer.json()
  const problem = await problemOf(answer)
  if (problem.status === 401) end('ended')
  throw problem
}
