import Skeleton from '@mui/material/Skeleton'
import { lazy, Suspense } from 'react'
import type { BlocksEditorProps } from './BlocksEditor.tsx'

const Blocks = lazy(() => import('./BlocksEditor.tsx'))

/** The editor of blocks is 700 kB: only who opens it waits for it. */
export const LazyBlocks = (props: BlocksEditorProps) => (
  <Suspense fallback={<Skeleton variant="rounded" height={560} />}>
    <Blocks {...props} />
  </Suspense>
)
