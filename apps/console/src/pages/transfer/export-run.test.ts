import { describe, expect, it } from 'vitest'
import { ExportRun } from './export-run.ts'

async function* lines(count: number): AsyncGenerator<string, void> {
  for (let at = 0; at < count; at += 1) yield `{"id":"${at}"}`
}

function start(exported: () => AsyncGenerator<string, void>) {
  const saved: Blob[] = []
  const run = new ExportRun({
    total: async () => 3,
    lines: exported,
    save: (file) => void saved.push(file),
  })
  return { run, saved }
}

describe('an export', () => {
  it('gives the whole file, once', async () => {
    const { run, saved } = start(() => lines(3))
    await run.run()
    expect(await saved[0]?.text()).toBe('{"id":"0"}\n{"id":"1"}\n{"id":"2"}\n')
    expect(saved).toHaveLength(1)
    expect(run.state.get()).toMatchObject({ phase: 'done', documents: 3, bytes: 33, total: 3 })
  })

  it('gives nothing of what broke off or was stopped', async () => {
    const error = new Error('broken')
    const broken = start(async function* () {
      yield '{"id":"0"}'
      throw error
    })
    await broken.run.run()
    expect([broken.run.state.get(), broken.saved]).toMatchObject([{ phase: 'broken', error }, []])
    const stopped = start(async function* () {
      yield '{"id":"0"}'
      stopped.run.stop()
      throw new Error('aborted')
    })
    await stopped.run.run()
    expect([stopped.run.state.get().phase, stopped.saved]).toEqual(['stopped', []])
  })
})
