/** Fields of an index as they are typed: `city, -visits`, like the sort of a list. */
export type IndexFields = Readonly<Record<string, 1 | -1>>

export type ParsedIndex =
  | { readonly ok: true; readonly fields: Record<string, 1 | -1> }
  | { readonly ok: false; readonly problem: string }

const MAX_FIELDS = 16

export function parseIndexFields(text: string): ParsedIndex {
  const parts = text.split(',').map((part) => part.trim())
  const names = parts.map((part) => part.replace(/^-\s*/, ''))
  if (names.some((name) => name === ''))
    return { ok: false, problem: 'Expected fields, separated by commas.' }
  if (names.some((name) => name.startsWith('$')))
    return { ok: false, problem: 'A field does not begin with $.' }
  if (new Set(names).size < names.length)
    return { ok: false, problem: 'Expected every field once.' }
  if (names.length > MAX_FIELDS)
    return { ok: false, problem: `Expected at most ${MAX_FIELDS} fields.` }
  const entries = parts.map((part, at) => [names[at] ?? '', part.startsWith('-') ? -1 : 1] as const)
  return { ok: true, fields: Object.fromEntries(entries) }
}

export function formatIndexFields(fields: IndexFields): string {
  return Object.entries(fields)
    .map(([name, direction]) => (direction === -1 ? `-${name}` : name))
    .join(', ')
}

/** Whether a state is about an index of these fields; the store adds the id at the end of some. */
export function isIndexOf(
  state: Readonly<Record<string, number | string>>,
  fields: IndexFields,
): boolean {
  const wanted = Object.entries(fields)
  const found = Object.entries(state)
  const isBeginning = wanted.every(([name, direction], at) => {
    const [foundName, foundDirection] = found[at] ?? []
    return foundName === name && Number(foundDirection) === direction
  })
  const rest = found.slice(wanted.length)
  return isBeginning && rest.every(([name]) => name === '_id' || name === 'id')
}
