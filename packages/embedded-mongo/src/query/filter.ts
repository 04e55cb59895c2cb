/**
 * Compiles a filter to a predicate over documents, with MongoDB's meaning of types, arrays and
 * missing fields. mingo matches plain JavaScript values, whose types BSON's do not survive (int
 * and long are one there, arrays compare as sets, fields of documents in any order), so only
 * `$expr` is left to it.
 */
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { compileExpression } from './expression.ts'
import { compileOperators, elementTest, equalTo, onItems } from './operators.ts'
import { someValue } from './paths.ts'
import { isOperators, type Nested, type Predicate, type ValuePredicate } from './predicate.ts'

/** @throws CommandError (BadValue, FailedToParse) for a filter that means nothing. */
export function compileFilter(filter: BsonDocument): Predicate {
  return every(
    Array.from(filter, ([name, value]) =>
      name.startsWith('$') ? logical(name, value) : atPath(name, value),
    ),
  )
}

const NESTED: Nested = { compileFilter, onItems }

function every(predicates: readonly Predicate[]): Predicate {
  const [only] = predicates
  if (only === undefined) return () => true
  if (predicates.length === 1) return only
  return (document) => predicates.every((predicate) => predicate(document))
}

function logical(operator: string, operand: BsonValue): Predicate {
  switch (operator) {
    case '$and':
      return every(clauses(operator, operand))
    case '$or':
      return some(clauses(operator, operand))
    case '$nor': {
      const any = some(clauses(operator, operand))
      return (document) => !any(document)
    }
    case '$expr':
      return compileExpression(operand)
    case '$comment':
      return () => true
    default:
      throw new CommandError(
        'BadValue',
        `unknown top level operator: ${operator}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      )
  }
}

function some(predicates: readonly Predicate[]): Predicate {
  return (document) => predicates.some((predicate) => predicate(document))
}

function clauses(operator: string, operand: BsonValue): Predicate[] {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${operator} must be an array`)
  if (operand.length === 0)
    throw new CommandError('BadValue', '$and/$or/$nor must be a nonempty array')
  return operand.map((clause) => {
    if (!isDocument(clause))
      throw new CommandError('BadValue', '$or/$and/$nor entries need to be full objects')
    return compileFilter(clause)
  })
}

function atPath(name: string, condition: BsonValue): Predicate {
  const path = name.split('.')
  const { matches, negated } = isOperators(condition)
    ? compileOperators(condition, NESTED)
    : { matches: [onItems(equalTo(condition))], negated: [] }
  const positive = matches.map(
    (match): Predicate =>
      (document) =>
        someValue(document, path, match),
  )
  const negative = negated.map(
    (match): Predicate =>
      (document) =>
        !someValue(document, path, match),
  )
  return every([...positive, ...negative])
}

/** A condition on an item of an array: on its fields, or on itself if it is made of operators. */
export function compileElement(condition: BsonDocument): ValuePredicate {
  return elementTest(condition, NESTED)
}
