import { expect, it } from 'vitest'
import { Batch } from './batch.ts'
import { StoringWindow } from './storing-window.ts'

/** A window of two whose batches are stored when the test says so. */
function storing() {
  const under = new Map<number, PromiseWithResolvers<void>>()
  const settled: number[] = []
  const window = new StoringWindow({
    size: 2,
    store: ({ lastLine }) => {
      const end = Promise.withResolvers<void>()
      under.set(lastLine, end)
      return end.promise
    },
    onSettled: ({ lastLine }) => settled.push(lastLine),
  })
  const end = (line: number): void => under.get(line)?.resolve()
  const fail = (line: number): void => under.get(line)?.reject(new Error(`line ${line}`))
  return { window, settled, end, fail, begun: () => [...under.keys()] }
}

function batch(line: number, ...ids: string[]): Batch {
  const made = new Batch(line - 1)
  for (const id of ids) made.take({ number: line, bytes: null }, { line, id, fields: {} })
  return made
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('stores two batches at a time, and tells them in the order of their lines', async () => {
  const { window, settled, end, begun } = storing()
  await window.add(batch(1, 'a'))
  await window.add(batch(2, 'b'))
  const third = window.add(batch(3, 'c'))
  end(2)
  await turn()
  expect([begun(), settled]).toEqual([[1, 2], []])
  end(1)
  await third
  expect([begun(), settled]).toEqual([[1, 2, 3], [1]])
  end(3)
  await window.end()
  expect(settled).toEqual([1, 2, 3])
})

it('begins no batch while another one of the same document is under way', async () => {
  const { window, end, begun } = storing()
  await window.add(batch(1, 'a', 'b'))
  const second = window.add(batch(2, 'c', 'b'))
  await turn()
  expect(begun()).toEqual([1])
  end(1)
  await second
  expect(begun()).toEqual([1, 2])
})

it('begins nothing after a failure, settles what came before it and waits for the rest', async () => {
  const { window, settled, end, fail, begun } = storing()
  await window.add(batch(1, 'a'))
  await window.add(batch(2, 'b'))
  fail(2)
  await turn()
  const third = window.add(batch(3, 'c'))
  end(1)
  await expect(third).rejects.toThrow('line 2')
  await expect(window.end()).rejects.toThrow('line 2')
  expect([begun(), settled]).toEqual([[1, 2], [1]])
})

it('ends only when nothing is under way, also behind one that failed', async () => {
  const { window, settled, end, fail } = storing()
  await window.add(batch(1, 'a'))
  await window.add(batch(2, 'b'))
  fail(1)
  let over = false
  const ended = window.end().finally(() => (over = true))
  ended.catch(() => undefined)
  await turn()
  expect(over).toBe(false)
  end(2)
  await expect(ended).rejects.toThrow('line 1')
  expect(settled).toEqual([])
})
