import type { ReactNode } from 'react'
import { formatCount } from '../../format/count.ts'
import { percent, short } from '../../format/numbers.ts'
import { hitRatio, sum, type Figures } from './figures.ts'
import styles from './live.module.css'
import { latencyWithin } from './latency-within.ts'
import { quantile } from './quantile.ts'

/** What is said here is said of the last minute. */
const LAST_MS = 60_000

export function Tiles({ figures: { points, latest } }: { figures: Figures }): ReactNode {
  const nowMs = points.at(-1)?.atMs ?? 0
  const last = points.filter(({ atMs }) => nowMs - atMs < LAST_MS)
  const lately = sum(last)
  const ratio = hitRatio(lately)
  const { boundsSeconds } = latest
  const perSecond = last.length === 0 ? null : lately.requests / last.length
  return (
    <section aria-labelledby="last-minute" className={styles.tiles}>
      <h2 id="last-minute" className={styles.tilesTitle}>
        The last minute
      </h2>
      <Tile label="Requests/s" value={perSecond === null ? '–' : short(perSecond)} />
      <Tile label="Hit ratio" value={ratio === null ? '–' : percent(ratio)} />
      {[0.5, 0.95, 0.99].map((q) => {
        const seconds = quantile(q, { boundsSeconds, latencies: lately.latencies })
        const value = seconds === null ? '–' : latencyWithin(seconds, boundsSeconds)
        return <Tile key={q} label={`p${q * 100}`} value={value} />
      })}
      <Tile label="Under way" value={formatCount(latest.requestsInFlight)} note="now" />
      <Tile label="Followers" value={formatCount(latest.followers)} note="now" />
      <Probes probes={latest.probes} />
    </section>
  )
}

interface TileProps {
  readonly label: string
  readonly value: string
  readonly note?: string
  readonly tone?: 'good' | 'danger'
}

function Tile({ label, value, note, tone }: TileProps): ReactNode {
  return (
    <div className={styles.tile}>
      <p className={styles.tileLabel}>{label}</p>
      <p className={`${styles.tileValue} ${tone === undefined ? '' : styles[tone]}`}>{value}</p>
      {note === undefined ? null : <p className={styles.tileNote}>{note}</p>}
    </div>
  )
}

/** Some hits are compared with the database: one that is older would break the promise. */
function Probes({ probes }: { probes: Readonly<Record<string, number>> }): ReactNode {
  const { agree = 0, overtaken = 0, disagree = 0 } = probes
  const compared = agree + overtaken + disagree
  return (
    <Tile
      label="Stale reads"
      value={formatCount(disagree)}
      note={compared === 0 ? 'none compared yet' : `of ${formatCount(compared)} compared`}
      {...(disagree > 0 ? { tone: 'danger' } : compared > 0 ? { tone: 'good' } : {})}
    />
  )
}
