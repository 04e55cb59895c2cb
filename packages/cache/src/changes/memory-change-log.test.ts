import { describeChangeLog, WRITER_MS } from './change-log-contract.ts'
import { MemoryChangeLog } from './memory-change-log.ts'

describeChangeLog('the log of changes in memory', async () => {
  let nowMs = 0
  const clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    sleep: () => Promise.withResolvers<void>().promise,
  }
  return {
    log: new MemoryChangeLog({ maxEntries: 100, writerMs: WRITER_MS }, clock),
    place: { epoch: '0', server: 'memory' },
    pass: async (ms) => {
      nowMs += ms
    },
    close: async () => undefined,
  }
})
