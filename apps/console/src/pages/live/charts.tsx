import type { ReactNode } from 'react'
import { latency, percent, short } from '../../format/numbers.ts'
import { Chart, type Line } from './chart.tsx'
import { hitRatio, OUTCOMES, type Figures, type Outcome, type Point } from './figures.ts'
import styles from './live.module.css'
import { latencyWithin } from './latency-within.ts'
import { quantile } from './quantile.ts'

const QUANTILES: readonly (readonly [number, Line])[] = [
  [0.5, { label: 'p50', color: '--good' }],
  [0.95, { label: 'p95', color: '--accent', dash: [8, 4] }],
  [0.99, { label: 'p99', color: '--danger', dash: [2, 3] }],
]

const OUTCOME_LINES: Readonly<Record<Outcome, Line>> = {
  hit: { label: 'hit', color: '--good' },
  stale: { label: 'stale', color: '--danger' },
  miss: { label: 'miss', color: '--warn' },
  bypass: { label: 'bypass', color: '--text-muted' },
}

export function Charts({ figures: { points, latest } }: { figures: Figures }): ReactNode {
  const { boundsSeconds } = latest
  const seconds = points.map(({ atMs }) => atMs / 1000)
  const of = (value: (point: Point) => number | null): (number | null)[] => points.map(value)
  return (
    <div className={styles.charts}>
      <Chart
        title="Requests a second"
        lines={[
          { label: 'all', color: '--accent' },
          { label: 'failed', color: '--danger', dash: [2, 3] },
        ]}
        seconds={seconds}
        values={[of(({ requests }) => requests), of(({ failures }) => failures)]}
        text={short}
        least={1}
      />
      <Chart
        title="Latency"
        lines={QUANTILES.map(([, line]) => line)}
        seconds={seconds}
        values={QUANTILES.map(([q]) =>
          of(({ latencies }) => quantile(q, { boundsSeconds, latencies })),
        )}
        text={latency}
        spoken={(value) => latencyWithin(value, boundsSeconds)}
        least={0.005}
      />
      <Chart
        title="Reads a second, by what the cache did"
        lines={OUTCOMES.map((outcome) => OUTCOME_LINES[outcome])}
        seconds={seconds}
        values={OUTCOMES.map((outcome) => of(({ reads }) => reads[outcome]))}
        text={short}
        least={1}
        isStacked
      />
      <Chart
        title="Hit ratio"
        lines={[{ label: 'from the cache', color: '--good' }]}
        seconds={seconds}
        values={[of(hitRatio)]}
        text={percent}
        least={1}
      />
    </div>
  )
}
