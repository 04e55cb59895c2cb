import type { Health, Stats } from '@cstore/client'
import type { ReactNode } from 'react'
import { percent, short } from '../../format/numbers.ts'
import { duration } from '../../format/times.ts'
import { hitRatio, type Figures } from './figures.ts'
import styles from './topology.module.css'

type State = 'ok' | 'degraded' | 'down' | 'unknown'

interface Part {
  readonly name: string
  readonly note: string
  readonly state: State
  /** What goes there. */
  readonly flow: string
}

interface TopologyProps {
  /** Null or undefined: not known. */
  readonly health: Health | null | undefined
  readonly figures: Figures | undefined
  /** The server does not answer. */
  readonly isLost: boolean
}

export function Topology(props: TopologyProps): ReactNode {
  const parts = partsOf(props)
  const label = [parts.api, parts.cache, parts.database]
    .map(({ name, note, state }) => `${name}: ${state}, ${note}`)
    .join('; ')
  return (
    <figure aria-label={`Clients ask CStore. ${label}`}>
      <Picture layout={WIDE} parts={parts} className={styles.wide} />
      <Picture layout={NARROW} parts={parts} className={styles.narrow} />
    </figure>
  )
}

type Parts = Readonly<Record<'clients' | 'api' | 'cache' | 'database', Part>>

function partsOf({ health, figures, isLost }: TopologyProps): Parts {
  const { latest } = figures ?? {}
  const now = figures?.points.at(-1)
  const ratio = now ? hitRatio(now) : null
  const asked = now ? now.reads.miss + now.reads.bypass : null
  return {
    clients: { name: 'Clients', note: 'you among them', state: 'ok', flow: '' },
    api: {
      name: 'CStore',
      note: health
        ? `${health.version}, up ${duration(health.uptimeSeconds * 1000)}`
        : isLost
          ? 'no answer'
          : '…',
      state: health ? 'ok' : isLost ? 'down' : 'unknown',
      flow: now ? `${short(now.requests)} requests/s` : '',
    },
    cache: {
      ...cacheWords(latest?.cache),
      ...(health?.checks.cache === 'degraded' ? { note: 'away: MongoDB is asked' } : {}),
      state: health?.checks.cache ?? 'unknown',
      flow: ratio === null ? '' : `${percent(ratio)} hits`,
    },
    database: {
      ...databaseWords(latest?.database),
      ...(health?.checks.mongodb === 'down' ? { note: 'no answer' } : {}),
      state: health?.checks.mongodb ?? 'unknown',
      flow: asked === null ? '' : `${short(asked)} reads/s`,
    },
  }
}

type Words = Pick<Part, 'name' | 'note'>

/** Which one it is, is told with the figures. */
function cacheWords(kind: Stats['cache'] | undefined): Words {
  if (kind === undefined) return { name: 'Cache', note: 'answers what it has' }
  return kind === 'redis'
    ? { name: 'Redis', note: 'shared cache' }
    : { name: 'Cache', note: 'in memory' }
}

function databaseWords(kind: Stats['database'] | undefined): Words {
  if (kind === undefined) return { name: 'Database', note: 'keeps the documents' }
  return kind === 'mongodb'
    ? { name: 'MongoDB', note: 'keeps the documents' }
    : { name: 'Database', note: 'embedded, to try it' }
}

interface Place {
  readonly x: number
  readonly y: number
}

interface Layout {
  readonly width: number
  readonly height: number
  readonly box: { readonly width: number; readonly height: number }
  readonly places: Readonly<Record<keyof Parts, Place>>
  /** From a side of one box to a side of another. */
  readonly isDownwards: boolean
}

const WIDE: Layout = {
  width: 880,
  height: 196,
  box: { width: 190, height: 78 },
  places: {
    clients: { x: 1, y: 59 },
    api: { x: 330, y: 59 },
    cache: { x: 689, y: 1 },
    database: { x: 689, y: 117 },
  },
  isDownwards: false,
}

const NARROW: Layout = {
  width: 340,
  height: 360,
  box: { width: 166, height: 78 },
  places: {
    clients: { x: 87, y: 1 },
    api: { x: 87, y: 141 },
    cache: { x: 1, y: 281 },
    database: { x: 173, y: 281 },
  },
  isDownwards: true,
}

const EDGES = [
  ['clients', 'api'],
  ['api', 'cache'],
  ['api', 'database'],
] as const

interface PictureProps {
  readonly layout: Layout
  readonly parts: Parts
  readonly className: string | undefined
}

function Picture({ layout, parts, className }: PictureProps): ReactNode {
  const { width, height, places } = layout
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className={className} aria-hidden>
      {EDGES.map(([from, to]) => (
        <Edge key={to} layout={layout} from={places[from]} to={places[to]} part={parts[to]} />
      ))}
      {(['clients', 'api', 'cache', 'database'] as const).map((name) => (
        <Box key={name} layout={layout} place={places[name]} part={parts[name]} />
      ))}
    </svg>
  )
}

interface EdgeProps {
  readonly layout: Layout
  readonly from: Place
  readonly to: Place
  readonly part: Part
}

function Edge({ layout: { box, isDownwards }, from, to, part }: EdgeProps): ReactNode {
  const half = { x: box.width / 2, y: box.height / 2 }
  const start = isDownwards
    ? { x: from.x + half.x, y: from.y + box.height }
    : { x: from.x + box.width, y: from.y + half.y }
  const end = isDownwards ? { x: to.x + half.x, y: to.y } : { x: to.x, y: to.y + half.y }
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
  // Where two go down side by side, their words are further apart near the end.
  const words = isDownwards ? { x: (start.x + 3 * end.x) / 4, y: end.y - 12 } : middle
  const bend = isDownwards
    ? `C ${start.x} ${middle.y}, ${end.x} ${middle.y}, ${end.x} ${end.y}`
    : `C ${middle.x} ${start.y}, ${middle.x} ${end.y}, ${end.x} ${end.y}`
  return (
    <g className={styles[part.state]}>
      <path className={styles.edge} d={`M ${start.x} ${start.y} ${bend}`} />
      <text className={styles.flow} x={words.x} y={words.y} dy="-0.6em">
        {part.flow}
      </text>
    </g>
  )
}

interface BoxProps {
  readonly layout: Layout
  readonly place: Place
  readonly part: Part
}

function Box({ layout: { box }, place: { x, y }, part }: BoxProps): ReactNode {
  return (
    <g className={styles[part.state]}>
      <rect className={styles.box} x={x} y={y} width={box.width} height={box.height} rx={10} />
      <circle className={styles.dot} cx={x + 20} cy={y + 28} r={6} />
      <text className={styles.name} x={x + 36} y={y + 33}>
        {part.name}
      </text>
      <text className={styles.note} x={x + 16} y={y + 60}>
        {part.note}
      </text>
    </g>
  )
}
