/** A filter while somebody works on it: as conditions, or as JSON. */
import { parseObject, pretty } from '../../../json/json-value.ts'
import type { Condition } from './condition.ts'
import { buildFilter, readFilter, type ConditionProblem } from './filter-form.ts'

export interface DraftCondition extends Condition {
  /** Tells rows apart while they come and go. */
  readonly key: number
  /** Somebody has said so; else it follows the field and the text. */
  readonly isTypeChosen: boolean
}

export interface FilterDraft {
  readonly mode: 'form' | 'json'
  readonly conditions: readonly DraftCondition[]
  readonly text: string
}

/** Of what is in the address; JSON where the form has no words for it. */
export function draftOf(filterText: string): FilterDraft {
  const filter = filterText === '' ? {} : parseObject(filterText)
  const conditions = filter && readFilter(filter)
  return {
    mode: conditions ? 'form' : 'json',
    conditions: (conditions ?? []).map(({ field, operator, type, text }, key) => ({
      field,
      operator,
      type,
      text,
      key,
      isTypeChosen: true,
    })),
    text: filter ? (filterText === '' ? '' : pretty(filter)) : filterText,
  }
}

export type DraftResult =
  | { readonly ok: true; readonly filterText: string }
  | { readonly ok: false; readonly problems: readonly ConditionProblem[] }

/** The text for the address; empty for no filter. */
export function resultOf({ mode, conditions, text }: FilterDraft): DraftResult {
  if (mode === 'json') {
    if (text.trim() === '') return { ok: true, filterText: '' }
    const filter = parseObject(text)
    return filter ? { ok: true, filterText: textOf(filter) } : { ok: false, problems: [] }
  }
  const built = buildFilter(conditions)
  return built.ok ? { ok: true, filterText: textOf(built.filter) } : built
}

function textOf(filter: object): string {
  const text = JSON.stringify(filter)
  return text === '{}' ? '' : text
}

/** The same in the other way of writing; undefined if the form has no words for it. */
export function switchMode(draft: FilterDraft): FilterDraft | undefined {
  if (draft.mode === 'form') {
    const built = buildFilter(draft.conditions)
    const text = built.ok && draft.conditions.length > 0 ? pretty(built.filter) : draft.text
    return { ...draft, mode: 'json', text: text === '' ? '{\n  \n}' : text }
  }
  const filter = draft.text.trim() === '' ? {} : parseObject(draft.text)
  const other = filter && draftOf(JSON.stringify(filter))
  return other?.mode === 'form' ? other : undefined
}
