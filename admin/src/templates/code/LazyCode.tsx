import Skeleton from '@mui/material/Skeleton'
import { lazy, Suspense } from 'react'
import type { CodeDifferenceProps } from './CodeDifference.tsx'
import type { CodeEditorProps } from './CodeEditor.tsx'

const Editor = lazy(() => import('./CodeEditor.tsx'))
const Difference = lazy(() => import('./CodeDifference.tsx'))

/** The editor is 150 kB; the page around is there at once. */
export const LazyCode = (props: CodeEditorProps) => (
  <Suspense fallback={<Skeleton variant="rounded" height={props.height} />}>
    <Editor {...props} />
  </Suspense>
)

export const LazyDifference = (props: CodeDifferenceProps) => (
  <Suspense fallback={<Skeleton variant="rounded" height={160} />}>
    <Difference {...props} />
  </Suspense>
)
