import type { Change, ChangeEntry, ChangeOp } from './change-log.ts'

const OPS: readonly ChangeOp[] = ['create', 'replace', 'update', 'delete', 'unknown']

/** Redis's answer to XRANGE: pairs of an id and a list of names and values. */
export function parseEntries(answer: unknown): ChangeEntry[] {
  if (!Array.isArray(answer)) throw new Error('Expected Redis to answer with a list of entries')
  return answer.map((entry: unknown) => {
    const [id, list] = Array.isArray(entry) ? (entry as unknown[]) : []
    return parseEntry(String(id), fieldsOf(list))
  })
}

function fieldsOf(list: unknown): Map<string, string> {
  const texts = Array.isArray(list) ? list.map(String) : []
  const fields = new Map<string, string>()
  for (let at = 0; at + 1 < texts.length; at += 2) fields.set(texts[at] ?? '', texts[at + 1] ?? '')
  return fields
}

/** What this program does not know may be anything: a reset. */
function parseEntry(id: string, fields: Map<string, string>): ChangeEntry {
  const op = OPS.find((known) => known === fields.get('o'))
  const [collection, document] = (fields.get('k') ?? '').split('/').map(decodeURIComponent)
  if (!op || collection === undefined || document === undefined) return { id, kind: 'reset' }
  const key = { collection, id: document }
  // The server's time of the entry, where the writer gave none.
  const atMs = Number(fields.get('a') ?? 0) || Number(id.split('-', 1)[0])
  return { id, kind: 'change', change: { key, op, atMs, ...stateOf(fields) } }
}

function stateOf(fields: Map<string, string>): Pick<Change, 'version' | 'etag'> {
  const version = Number(fields.get('v') ?? -1)
  const etag = fields.get('e') ?? ''
  return { ...(version >= 0 ? { version } : {}), ...(etag === '' ? {} : { etag }) }
}
