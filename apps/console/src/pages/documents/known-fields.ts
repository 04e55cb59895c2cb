/** Names of fields to choose from: of some documents, of the schema, of the indexes. */
import type { CollectionInfo } from '@cstore/client'
import { isExtended } from '../../json/extended-json.ts'
import { isObject, type JsonObject } from '../../json/json-value.ts'

const MAX_FIELDS = 200
const MAX_DEPTH = 3
/** More of them on a screen are read by nobody. */
const MAX_COLUMNS = 8

/** Paths, those of the documents first. */
export function knownFields(
  documents: readonly JsonObject[],
  info: CollectionInfo | undefined,
): readonly string[] {
  const fields = new Set<string>()
  for (const document of documents) addPaths(document, '', fields)
  for (const name of Object.keys(propertiesOf(info?.settings.schema))) fields.add(name)
  for (const index of info?.settings.indexes ?? [])
    for (const name of Object.keys(index.fields)) fields.add(name)
  return [...fields].slice(0, MAX_FIELDS)
}

function addPaths(object: JsonObject, prefix: string, fields: Set<string>): void {
  for (const [name, value] of Object.entries(object)) {
    // A name with a dot cannot be told from a path.
    if (name.includes('.') || (prefix === '' && name === 'id')) continue
    const path = prefix + name
    fields.add(path)
    const isDeeper = isObject(value) && !isExtended(value)
    if (isDeeper && path.split('.').length < MAX_DEPTH) addPaths(value, `${path}.`, fields)
  }
}

function propertiesOf(schema: object | undefined): JsonObject {
  const properties = isObject(schema) ? schema['properties'] : undefined
  return isObject(properties) ? properties : {}
}

/** The fields at the top, in the order of the documents, as many as a screen shows. */
export function usualColumns(documents: readonly JsonObject[]): readonly string[] {
  const names = documents.flatMap((document) => Object.keys(document))
  return [...new Set(names)]
    .filter((name) => name !== 'id' && name !== '_meta' && !/[.,]/.test(name))
    .slice(0, MAX_COLUMNS)
}

/** What is at a path; of lists, what is there in each item. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => {
    if (Array.isArray(at)) return at.map((item) => (isObject(item) ? item[name] : undefined))
    return isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined
  }, value)
}
