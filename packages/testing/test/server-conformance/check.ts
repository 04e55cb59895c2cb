/**
 * One behaviour of MongoDB that CStore relies on, as a question to a server and MongoDB's
 * documented answer. Questions answer plain values, so that a server's deviation can be written
 * down as a value too (`known-differences.ts`).
 */
import {
  BSON,
  type Collection,
  type Db,
  type Document,
  MongoNetworkError,
  MongoServerError,
} from 'mongodb'

/** Ids in these tests are strings or numbers, given by the test. */
export interface Row extends Document {
  _id: string | number
}

interface Subject {
  readonly db: Db
  /** Empty, and of this check alone. */
  readonly rows: Collection<Row>
}

export interface Check {
  /** A sentence; also the key of the table of known differences. */
  readonly name: string
  readonly documented: unknown
  readonly ask: (subject: Subject) => Promise<unknown>
}

/** Answers of a server that are not the documented ones, by name of the check. */
export type Differences = Readonly<Record<string, { readonly answers: unknown }>>

/** The same question with an index on `f`: an index must change the time, never the answer. */
export function withIndex({ name, documented, ask }: Check): Check {
  return {
    name: `${name}, with an index`,
    documented,
    ask: async (subject) => {
      await subject.rows.createIndex({ f: 1 })
      return ask(subject)
    },
  }
}

/** Ids of the documents that match, in ascending order: what a filter selects. */
export async function selected(rows: Collection<Row>, filter: Document): Promise<string[]> {
  const found = await rows.find(filter).toArray()
  return found.map((row) => String(row['_id'])).toSorted()
}

/** Ids of all documents in the order of a sort. */
export async function sorted(
  rows: Collection<Row>,
  sort: Record<string, 1 | -1>,
): Promise<unknown[]> {
  const found = await rows.find({}, { sort }).toArray()
  return found.map((row) => row['_id'])
}

/** The code of the error, or `no error`. An error that the server did not send is thrown on. */
export async function errorCode(action: Promise<unknown>): Promise<unknown> {
  const error = await serverError(action)
  return error === null ? 'no error' : error.code
}

/** In place of an answer: the server refused the question, or closed the connection over it. */
export async function answerOrError(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer
  } catch (error) {
    // The driver makes an error of the server of what happens to a bulk write.
    const cause = error instanceof MongoServerError ? error.errorResponse : error
    if (cause instanceof MongoNetworkError) return CONNECTION_CLOSED
    if (error instanceof MongoServerError) return refusal(Number(error.code))
    throw error
  }
}

export const CONNECTION_CLOSED = 'the connection was closed'

export function refusal(code: number): string {
  return `refused with ${code}`
}

export async function serverError(action: Promise<unknown>): Promise<MongoServerError | null> {
  try {
    await action
    return null
  } catch (error) {
    if (error instanceof MongoServerError) return error
    throw error
  }
}

/** Canonical Extended JSON: shows every BSON type, and the order of the fields. */
export async function storedText(rows: Collection<Row>, _id: string): Promise<string> {
  const row = await rows.findOne({ _id }, { promoteValues: false, bsonRegExp: true })
  return BSON.EJSON.stringify(row, { relaxed: false })
}
