/** Finding records: by `_id` where the filter says it, in order, and no more than asked for. */
import type { BsonDocument } from '../bson/value.ts'
import type { Collection } from '../engine/collection.ts'
import type { StoredRecord } from '../engine/stored-record.ts'
import { compileFilter } from '../query/filter.ts'
import { planFor } from '../query/plan.ts'
import { scan, scanAtOnce, type Deadline } from '../query/scan.ts'
import { parseSort, Sorter, type SortField } from '../query/sort.ts'

export interface Selection {
  readonly filter: BsonDocument
  readonly sort: BsonDocument
  readonly skip: number
  /** Infinity: all */
  readonly limit: number
}

interface Collector {
  readonly candidates: Iterable<StoredRecord>
  /** Answers true when enough are found. */
  readonly visit: (record: StoredRecord) => boolean
  readonly result: () => StoredRecord[]
}

export async function select(
  collection: Collection | undefined,
  selection: Selection,
  deadline: Deadline,
): Promise<StoredRecord[]> {
  const collector = collectorFor(collection, selection)
  if (collector === undefined) return []
  await scan(collector.candidates, collector.visit, deadline)
  return collector.result()
}

/** Without letting others run, for reads that a write is about to follow. */
export function selectAtOnce(
  collection: Collection | undefined,
  selection: Selection,
  deadline: Deadline,
): StoredRecord[] {
  const collector = collectorFor(collection, selection)
  if (collector === undefined) return []
  scanAtOnce(collector.candidates, collector.visit, deadline)
  return collector.result()
}

function collectorFor(
  collection: Collection | undefined,
  { filter, sort, skip, limit }: Selection,
): Collector | undefined {
  // Compiled even if nobody is asked: a filter that means nothing is an error all the same.
  const matches = compileFilter(filter)
  const fields = parseSort(sort)
  if (collection === undefined) return undefined
  const plan = planFor(filter)
  const direction = idDirection(fields)
  const candidates =
    direction === undefined ? collection.candidates(plan) : collection.inOrder(plan, direction)
  if (direction === undefined && fields.length > 0) {
    const sorter = new Sorter<StoredRecord>(fields, skip + limit)
    const visit = (record: StoredRecord): boolean => {
      if (matches(record.document)) sorter.push(record, record.document)
      return false
    }
    return { candidates, visit, result: () => sorter.sorted().slice(skip) }
  }
  const found: StoredRecord[] = []
  const enough = skip + limit
  const visit = (record: StoredRecord): boolean => {
    if (matches(record.document)) found.push(record)
    return found.length >= enough
  }
  return { candidates, visit, result: () => found.slice(skip) }
}

/** `_id` is unique, so whatever else is sorted by after it decides nothing. */
function idDirection([first]: readonly SortField[]): 1 | -1 | undefined {
  return first?.path.length === 1 && first.path[0] === '_id' ? first.direction : undefined
}
