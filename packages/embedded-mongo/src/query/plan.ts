/**
 * Which documents a filter can match at all, as far as its conditions on `_id` tell. A plan may
 * name too many, never too few: the filter itself has the last word.
 */
import { orderKey, typeTag } from '../bson/order-key.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isOperators } from './predicate.ts'
import { isRegex } from './regex.ts'

/** Keys as `orderKey` makes them; `undefined` bounds are open. */
export type Plan =
  | { readonly type: 'keys'; readonly keys: readonly string[] }
  | { readonly type: 'range'; readonly from: string | undefined; readonly to: string | undefined }

const EVERYTHING: Plan = { type: 'range', from: undefined, to: undefined }

export function planFor(filter: BsonDocument): Plan {
  let plan = EVERYTHING
  for (const [name, condition] of filter) {
    if (name === '_id') plan = narrower(plan, planForId(condition))
    else if (name === '$and' && Array.isArray(condition)) {
      for (const clause of condition) {
        if (clause instanceof Map) plan = narrower(plan, planFor(clause))
      }
    }
  }
  return plan
}

export function isEverything(plan: Plan): boolean {
  return plan.type === 'range' && plan.from === undefined && plan.to === undefined
}

function planForId(condition: BsonValue): Plan {
  if (!isOperators(condition)) return isRegex(condition) ? EVERYTHING : only([condition])
  let plan = EVERYTHING
  for (const [name, operand] of condition) plan = narrower(plan, planForOperator(name, operand))
  return plan
}

function planForOperator(name: string, operand: BsonValue): Plan {
  switch (name) {
    case '$eq':
      return isRegex(operand) ? EVERYTHING : only([operand])
    case '$in':
      return Array.isArray(operand) && !operand.some(isRegex) ? only(operand) : EVERYTHING
    case '$gt':
    case '$gte':
      return isExtreme(operand)
        ? EVERYTHING
        : { type: 'range', ...bracket(operand), from: orderKey(operand) }
    case '$lt':
    case '$lte':
      return isExtreme(operand)
        ? EVERYTHING
        : { type: 'range', ...bracket(operand), to: orderKey(operand) }
    default:
      return EVERYTHING
  }
}

function only(values: readonly BsonValue[]): Plan {
  return { type: 'keys', keys: [...new Set(values.map(orderKey))] }
}

/** Comparisons match within the type of their operand only. */
function bracket(operand: BsonValue): { from: string; to: string } {
  const tag = typeTag(operand)
  return { from: String.fromCharCode(tag), to: String.fromCharCode(tag + 1) }
}

/** MinKey and MaxKey compare with every type. */
function isExtreme(operand: BsonValue): boolean {
  const tag = typeTag(operand)
  return tag === 1 || tag === 127
}

function narrower(a: Plan, b: Plan): Plan {
  if (a.type === 'keys') return b.type === 'keys' && b.keys.length < a.keys.length ? b : a
  if (b.type === 'keys') return b
  return { type: 'range', from: later(a.from, b.from), to: earlier(a.to, b.to) }
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a > b ? a : b
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a < b ? a : b
}
