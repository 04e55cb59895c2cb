import type { Db } from 'mongodb'

/** Called before every command of the settings, and before a collection is made or dropped. */
export type BeforeStep = (step: string) => Promise<void>

const STEPS = new Set([
  'createCollection',
  'deleteOne',
  'dropCollection',
  'findOne',
  'findOneAndUpdate',
  'insertOne',
  'updateOne',
])

/** A database as one process uses it, whose every step a test may hold up, fail, or never end. */
export function steppedDb(db: Db, before: BeforeStep): Db {
  return stepped(db, before)
}

function stepped<T extends object>(target: T, before: BeforeStep): T {
  return new Proxy(target, {
    get(of, property) {
      const member: unknown = Reflect.get(of, property, of)
      if (typeof member !== 'function') return member
      return (...values: unknown[]): unknown => {
        const call = (): unknown => Reflect.apply(member, of, values)
        const name = String(property)
        if (STEPS.has(name)) return before(name).then(call)
        const result = call()
        return name === 'collection' && isObject(result) ? stepped(result, before) : result
      }
    },
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
