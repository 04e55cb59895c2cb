/** What happens to an API process. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from 'mongodb'
import type { Key } from '../clients/key-space.ts'
import type { Pod } from '../cluster/pod.ts'
import { endBlackHole } from './end-faults.ts'
import type { Fault, Scene } from './fault.ts'

/** The write's way to MongoDB takes this long, so that its fence is set before it arrives. */
const commitDelayMs = 150
const fenceMs = 75
const commitPatienceMs = 2000
const pollMs = 2
const attempts = 8
const retryMs = 300

export const processFaults: readonly Fault[] = [
  {
    name: 'kill',
    scope: 'one',
    claims: ['process'],
    inject: async ({ pod, hold }) => {
      await pod.kill()
      await hold(0, 1000)
      await pod.restart()
      return undefined
    },
  },
  {
    name: 'kill-before-end-write',
    scope: 'one',
    claims: ['process', 'redis link', 'mongo link', 'redis'],
    inject: async (scene) => {
      const { pod, hold } = scene
      let committed: Key | null = null
      for (let attempt = 1; committed === null && attempt <= attempts; attempt += 1) {
        // After an outage a process takes a moment until it can set fences again.
        if (attempt > 1) await delay(retryMs)
        try {
          committed = await killAfterCommit(scene)
        } finally {
          await healLinks(pod)
        }
      }
      if (committed === null) return 'no write got that far'
      await hold(0, 500)
      await pod.restart()
      return `killed after ${committed.name} was committed`
    },
  },
  {
    name: 'stop',
    scope: 'one',
    claims: ['process'],
    inject: async ({ pod, hold }) => {
      pod.signal('SIGSTOP')
      await hold(200, 8000)
      pod.signal('SIGCONT')
      return undefined
    },
  },
]

/**
 * The write has set its fence and is on its way to MongoDB when everything that the process says
 * to Redis begins to vanish; once MongoDB has it, the process dies. Nobody clears the cache then.
 * Null, and nobody was killed, when the write was refused.
 */
async function killAfterCommit({ pod, cluster, operations, keys }: Scene): Promise<Key | null> {
  const key = keys.pick()
  if (!key.writable) return null
  pod.mongo.set('toServer', { delayMs: commitDelayMs })
  const { id, done } = operations.put({ key, process: pod.index })
  await delay(fenceMs)
  pod.redis.set('toServer', { drop: true })
  const answered = done.then(() => 'answered' as const)
  const committed = untilCommitted({ key, id, db: cluster.mongo.db })
  if ((await Promise.race([answered, committed])) !== 'committed') return null
  await pod.kill()
  await done
  return key
}

async function healLinks(pod: Pod): Promise<void> {
  await Promise.all([endBlackHole(pod.redis), pod.mongo.heal()])
}

async function untilCommitted(write: {
  key: Key
  id: number
  db: Db
}): Promise<'committed' | 'not in time'> {
  const documents = write.db.collection<{ _id: string; counter?: number }>(write.key.collection)
  const giveUpAt = performance.now() + commitPatienceMs
  while (performance.now() < giveUpAt) {
    const document = await documents.findOne({ _id: write.key.document })
    if (document?.counter === write.id) return 'committed'
    await delay(pollMs)
  }
  return 'not in time'
}
