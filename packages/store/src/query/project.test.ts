import { describe, expect, it } from 'vitest'
import { projectFields } from './project.ts'

describe('projectFields', () => {
  const fields = { a: 1, b: { c: 2, d: { e: 3, f: 4 } }, l: [{ x: 1, y: 2 }, { y: 3 }, 4] }

  it.each([
    [[], {}],
    [['a'], { a: 1 }],
    [['nope', 'a.x'], {}],
    [['b.c'], { b: { c: 2 } }],
    [['b.d.e', 'b.c'], { b: { c: 2, d: { e: 3 } } }],
    [['b.c', 'b'], { b: fields.b }],
    [['b', 'b.c'], { b: fields.b }],
    [['l.x'], { l: [{ x: 1 }, {}] }],
    [['__proto__'], {}],
  ])('keeps %j', (paths, kept) => {
    expect(projectFields(fields, paths)).toEqual(kept)
  })

  it('keeps the order that is stored', () => {
    expect(Object.keys(projectFields(fields, ['l', 'a']))).toEqual(['a', 'l'])
  })
})
