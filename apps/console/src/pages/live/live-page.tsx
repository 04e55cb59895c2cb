import { ChartLine } from 'lucide-react'
import { lazy, Suspense, type ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { describeError } from '../../api/describe-error.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { SignInLink } from '../../components/sign-in-link.tsx'
import { ChangeFeed } from './change-feed.tsx'
import type { Figures } from './figures.ts'
import styles from './live.module.css'
import { Tiles } from './tiles.tsx'
import { Topology } from './topology.tsx'
import { isRefused, useFigures, useHealth } from './use-figures.ts'

/** What draws them is loaded when there is something to draw; without it the rest still says what is. */
const Charts = lazy(async () => {
  try {
    return { default: (await import('./charts.tsx')).Charts }
  } catch {
    return { default: NoCharts }
  }
})

function NoCharts(): ReactNode {
  return (
    <p className={styles.hint}>The charts could not be loaded. Load the page again for them.</p>
  )
}

export function LivePage(): ReactNode {
  const figures = useFigures()
  const health = useHealth()
  return (
    <>
      <PageHead title="Live">
        {figures.isError && figures.data ? (
          <output className={styles.late}>
            No figures at the moment: {describeError(figures.error).text}
          </output>
        ) : null}
      </PageHead>
      <div className={styles.sections}>
        <section className={styles.card} aria-labelledby="topology">
          <h2 id="topology">Health</h2>
          <Topology
            health={health.isError ? null : health.data}
            figures={figures.data}
            isLost={health.isError}
          />
        </section>
        {figures.data ? <FigureSections figures={figures.data} /> : null}
        {figures.isPending ? <LoadingState label="Loading figures …" /> : null}
        {figures.isError && !figures.data ? (
          <FiguresFailure error={figures.error} onRetry={() => void figures.refetch()} />
        ) : null}
        <ChangeFeed />
      </div>
    </>
  )
}

function FigureSections({ figures }: { figures: Figures }): ReactNode {
  return (
    <>
      <Tiles figures={figures} />
      <Suspense fallback={<LoadingState label="Loading charts …" />}>
        <Charts figures={figures} />
      </Suspense>
    </>
  )
}

function FiguresFailure({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode {
  const { key } = useApi()
  if (!isRefused(error)) {
    return <ErrorState title="There are no figures" error={error} onRetry={onRetry} />
  }
  return (
    <EmptyState
      icon={ChartLine}
      title="Figures are of all collections"
      action={
        <SignInLink kind={key === null ? 'primary' : 'plain'}>
          {key === null ? 'Sign in' : 'Sign in with another key'}
        </SignInLink>
      }
    >
      {key === null
        ? 'They are for whoever may read all of them.'
        : 'The key you are signed in with is bound to some of them, or is not good any more.'}
    </EmptyState>
  )
}
