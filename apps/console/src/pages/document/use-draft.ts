/**
 * The text of a document while somebody works on it. What it was made from (`base`) follows the
 * server as long as nothing was typed; from then on it stays, so that a save is bound to what was seen.
 */
import { useState } from 'react'
import { fieldsOf, type FoundDocument } from '../../api/document.ts'
import { pretty, type JsonObject } from '../../json/json-value.ts'
import { fieldsIn, isChange } from './document-text.ts'

export interface Draft {
  readonly base: FoundDocument
  readonly text: string
  readonly setText: (text: string) => void
  /** Undefined while the text is no JSON object. */
  readonly fields: JsonObject | undefined
  readonly isChanged: boolean
  /** Begins anew from there. */
  readonly reset: (base: FoundDocument) => void
}

export function useDraft(found: FoundDocument): Draft {
  const [base, setBase] = useState(found)
  const [text, setText] = useState(() => textOf(found))
  const fields = fieldsIn(text)
  const isChanged = fields === undefined || isChange(fieldsOf(base.document), fields)
  const reset = (next: FoundDocument): void => {
    setBase(next)
    setText(textOf(next))
  }
  if (found !== base && !isChanged) {
    setBase(found)
    if (found.etag !== base.etag) setText(textOf(found))
  }
  return { base, text, setText, fields, isChanged, reset }
}

function textOf({ document }: FoundDocument): string {
  return pretty(fieldsOf(document))
}
