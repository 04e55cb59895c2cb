/** What happens between the API processes and Redis or MongoDB. */
import type { Direction, FaultProxy, Faults } from '@cstore/testing/standalone'
import { endBlackHole } from './end-faults.ts'
import type { Claim, Fault, Scene } from './fault.ts'

interface NetworkFault {
  readonly name: string
  readonly link: 'redis' | 'mongo'
  readonly scope: 'one' | 'all'
  readonly holdMs: readonly [low: number, high: number]
  /** What to do to each proxy; answers what to note. */
  readonly disturb: (proxies: readonly FaultProxy[], scene: Scene) => string | undefined
}

const directions: readonly (Direction | 'both')[] = ['toServer', 'toClient', 'both']

function setAll(
  proxies: readonly FaultProxy[],
  direction: Direction | 'both',
  faults: Partial<Faults>,
): void {
  for (const proxy of proxies) proxy.set(direction, faults)
}

function cutOff(proxies: readonly FaultProxy[]): undefined {
  for (const proxy of proxies) {
    proxy.refuse()
    proxy.cut()
  }
  return undefined
}

/** The request arrives, its answer does not, and the connection is gone. */
function loseReplies(proxies: readonly FaultProxy[]): undefined {
  setAll(proxies, 'toClient', { cutOnData: true })
  return undefined
}

function slowDown(low: number, high: number): NetworkFault['disturb'] {
  return (proxies, { random }) => {
    const delayMs = Math.round(random.between(low, high))
    const direction = random.pick(directions)
    setAll(proxies, direction, { delayMs })
    return `${delayMs} ms ${direction}`
  }
}

function blackHole(proxies: readonly FaultProxy[], { random }: Scene): string {
  const direction = random.pick(directions)
  setAll(proxies, direction, { drop: true })
  return direction
}

const specs: readonly NetworkFault[] = [
  {
    name: 'redis-delay',
    link: 'redis',
    scope: 'one',
    holdMs: [300, 3000],
    disturb: slowDown(5, 120),
  },
  {
    name: 'redis-black-hole',
    link: 'redis',
    scope: 'one',
    holdMs: [100, 2000],
    disturb: blackHole,
  },
  {
    name: 'redis-reply-lost',
    link: 'redis',
    scope: 'one',
    holdMs: [50, 500],
    disturb: loseReplies,
  },
  { name: 'redis-cut-one', link: 'redis', scope: 'one', holdMs: [200, 3000], disturb: cutOff },
  { name: 'redis-cut-all', link: 'redis', scope: 'all', holdMs: [200, 2000], disturb: cutOff },
  {
    name: 'mongo-slow',
    link: 'mongo',
    scope: 'all',
    holdMs: [500, 3000],
    disturb: slowDown(20, 300),
  },
  {
    name: 'mongo-reply-lost',
    link: 'mongo',
    scope: 'one',
    holdMs: [50, 400],
    disturb: loseReplies,
  },
  { name: 'mongo-away', link: 'mongo', scope: 'all', holdMs: [300, 2500], disturb: cutOff },
]

export const networkFaults: readonly Fault[] = specs.map(faultOf)

function faultOf({ name, link, scope, holdMs, disturb }: NetworkFault): Fault {
  const end = disturb === blackHole ? endBlackHole : (proxy: FaultProxy) => proxy.heal()
  const claims: Claim[] = [`${link} link`]
  return {
    name,
    scope,
    claims,
    ...(link === 'redis' && scope === 'one' ? { partialPartition: true } : {}),
    inject: async (scene) => {
      const pods = scope === 'one' ? [scene.pod] : scene.cluster.pods
      const proxies = pods.map((pod) => pod[link])
      const note = disturb(proxies, scene)
      try {
        await scene.hold(...holdMs)
      } finally {
        await Promise.all(proxies.map((proxy) => end(proxy)))
      }
      return note
    },
  }
}
