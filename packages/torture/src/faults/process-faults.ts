/** What happens to an API process. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault, Scene } from './fault.ts'

/** The write's way to MongoDB takes this long, so that its fence is set before it arrives. */
const commitDelayMs = 150
const fenceMs = 75
const commitPatienceMs = 2000
const pollMs = 2

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
      let note: string
      try {
        note = await killAfterCommit(scene)
      } finally {
        await Promise.all([pod.redis.heal(), pod.mongo.heal()])
      }
      await hold(0, 500)
      await pod.restart()
      return note
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
 */
async function killAfterCommit({ pod, cluster, operations, keys }: Scene): Promise<string> {
  const key = keys.pick()
  if (!key.writable) {
    await pod.kill()
    return 'no write under way'
  }
  pod.mongo.set('toServer', { delayMs: commitDelayMs })
  const { id, done } = operations.put({ key, process: pod.index })
  await delay(fenceMs)
  pod.redis.set('toServer', { drop: true })
  const documents = cluster.mongo.db.collection<{ _id: string; counter?: number }>(key.collection)
  const giveUpAt = performance.now() + commitPatienceMs
  let committed = false
  while (!committed && performance.now() < giveUpAt) {
    committed = (await documents.findOne({ _id: key.document }))?.counter === id
    if (!committed) await delay(pollMs)
  }
  await pod.kill()
  await done
  return committed ? `killed after ${key.name} was committed` : 'the write was not committed'
}
