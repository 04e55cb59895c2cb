import { lazy, Suspense, type ReactNode } from 'react'
import { LoadingState } from '../loading-state.tsx'
import type { DiffViewProps } from './diff-view.tsx'

const DiffView = lazy(async () => ({ default: (await import('./diff-view.tsx')).DiffView }))

export function LazyDiffView(props: DiffViewProps): ReactNode {
  return (
    <Suspense fallback={<LoadingState label="Comparing …" />}>
      <DiffView {...props} />
    </Suspense>
  )
}
