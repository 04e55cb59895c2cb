/**
 * What FerretDB 1.24.1 on SQLite answers differently. It keeps neither decimals nor NaN nor the keys
 * MinKey and MaxKey, and closes the connection over them; it refuses arrays in arrays. Its updates
 * read a document and write it back without a transaction, so that concurrent ones are lost.
 */
import { expect } from 'vitest'
import { CONNECTION_CLOSED, type Differences, refusal } from './check.ts'

const BAD_VALUE = 2
const NOT_IMPLEMENTED = 238

const everywhere: Differences = {
  ...closed([
    'every BSON type and the order of the fields survive storage',
    'an update of one field leaves type and order of the others',
    'a replacement keeps every BSON type and the order of the fields',
    'a unique index compares numbers by value, whatever their type',
  ]),
  '$type knows every type by its name: those it does not know': {
    answers: ['minKey', 'maxKey'],
  },
  // Of a collection that is not there.
  'an unknown operator is refused with BadValue (2)': { answers: 'no error' },
}

const alsoWithIndex: Differences = {
  ...closed([
    '$gt MinKey matches every other type, a missing field as well',
    '$lt MaxKey matches every other type, a missing field as well',
    '$type number matches all four number types',
    '$type long matches that type alone',
    'numbers of all types are equal when their values are',
    'numbers of all types compare by value',
    'NaN equals NaN',
    'types sort in the BSON order',
    'types sort in the opposite order when descending',
    'numbers of all types sort by value',
    'the page after a string is later strings and all later types',
  ]),
  ...refused(BAD_VALUE, [
    'equality with a value matches an array that holds it',
    'equality with an array matches the whole array or an element',
    '$all matches in any order',
    '$elemMatch on values does not look into arrays within the array',
    '$all with an array means what equality with that array means',
    '$size counts the elements',
    'a number in a path is a position in an array',
    // Knows operators only in there.
    '$elemMatch wants one array element to match all, and an array',
  ]),
  '$elemMatch on values wants one element to meet both bounds': {
    answers: ['spread', 'within'],
  },
}

const writes: Differences = {
  // Another number each time, never all.
  'of many writers with the same condition exactly one wins': { answers: expect.any(Number) },
  'concurrent increments of one document lose nothing': { answers: expect.any(Number) },
  'a write that takes longer than maxTimeMS is ended with MaxTimeMSExpired (50)': {
    answers: 'no error',
  },
  'a duplicate _id is refused with 11000, its pattern and its value': {
    answers: [11_000, undefined, undefined],
  },
  'the message of a duplicate _id names collection, index and value': {
    answers: 'E11000 duplicate key error collection: <collection>',
  },
  'an unordered bulk write reports each error with its place and does the rest': {
    answers: [
      [0, 11_000],
      [2, 11_000],
    ],
  },
  '$currentDate sets a field within a document': { answers: refusal(BAD_VALUE) },
  'a document over 16 MiB is refused with BSONObjectTooLarge (10334)': { answers: 'no error' },
}

const indexes: Differences = {
  'a unique index refuses with 11000, its pattern and its value': {
    answers: [11_000, undefined, undefined, false],
  },
  'a unique index also holds for updates, replacements and findAndModify': { answers: [1, 1, 1] },
  'a unique index takes a missing field as null': {
    answers: ['no error', 'no error', 'no error'],
  },
  'a partial unique index holds only for the documents of its filter': {
    answers: refusal(NOT_IMPLEMENTED),
  },
  'a unique index on an array compares elements between documents, not within one': {
    answers: ['no error', 'no error'],
  },
  'an index on two arrays of one document is refused with CannotIndexParallelArrays (171)': {
    answers: 'no error',
  },
  'a unique index over duplicates is refused with 11000': { answers: 1 },
  'a plain, a unique and a sparse index may have the same keys': {
    answers: ['no error', 85, 85, 'no error'],
  },
}

export const ferretdbDifferences: Differences = {
  ...everywhere,
  ...alsoWithIndex,
  ...Object.fromEntries(
    Object.entries(alsoWithIndex).map(([name, difference]) => [
      `${name}, with an index`,
      difference,
    ]),
  ),
  ...writes,
  ...indexes,
}

function closed(names: readonly string[]): Differences {
  return Object.fromEntries(names.map((name) => [name, { answers: CONNECTION_CLOSED }]))
}

function refused(code: number, names: readonly string[]): Differences {
  return Object.fromEntries(names.map((name) => [name, { answers: refusal(code) }]))
}
