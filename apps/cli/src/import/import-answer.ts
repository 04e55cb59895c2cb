import { isJsonObject } from '../json-object.ts'

/** What the server did with one request of an import. */
export interface ImportAnswer {
  readonly inserted: number
  readonly replaced: number
  readonly failed: number
  readonly errors: readonly LineError[]
}

export interface LineError {
  /** Of the request, from 1. */
  readonly line: number
  readonly id?: string
  readonly code: string
  readonly detail: string
}

/** Is this what an import answers? A proxy or another server may have answered instead. */
export function isImportAnswer(value: unknown): value is ImportAnswer {
  return (
    isJsonObject(value) &&
    isCount(value['inserted']) &&
    isCount(value['replaced']) &&
    isCount(value['failed']) &&
    Array.isArray(value['errors']) &&
    value['errors'].every(isLineError)
  )
}

function isLineError(value: unknown): value is LineError {
  return (
    isJsonObject(value) &&
    isCount(value['line']) &&
    typeof value['code'] === 'string' &&
    typeof value['detail'] === 'string' &&
    (value['id'] === undefined || typeof value['id'] === 'string')
  )
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0
}
