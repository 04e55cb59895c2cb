import type { ValidationReport } from '@cstore/client'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import type { JsonObject } from '../../json/json-value.ts'

type InvalidDocument = ValidationReport['invalid'][number]

export interface DocumentCheck {
  readonly phase: 'idle' | 'running' | 'done' | 'stopped' | 'failed'
  readonly checked: number
  readonly invalid: readonly InvalidDocument[]
  readonly error: unknown
}

const IDLE: DocumentCheck = { phase: 'idle', checked: 0, invalid: [], error: null }
/** Whoever has so many to mend has seen enough. */
const ENOUGH = 100

/** Looks at all documents there are, part after part, until too many are at fault. */
export function useDocumentCheck(collection: string) {
  const { client } = useApi()
  const [check, setCheck] = useState(IDLE)
  const running = useRef<AbortController>(null)
  useEffect(() => () => running.current?.abort(), [])

  const walk = async (schema: JsonObject, signal: AbortSignal): Promise<void> => {
    const invalid: InvalidDocument[] = []
    let checked = 0
    setCheck({ ...IDLE, phase: 'running' })
    for (let after: string | null | undefined; after !== null;) {
      const body = after === undefined ? { schema } : { schema, after }
      const report = await client.validate(collection, body, { signal })
      checked += report.checked
      invalid.push(...report.invalid)
      after = invalid.length >= ENOUGH ? null : report.next
      const phase = after === null ? 'done' : 'running'
      setCheck({ phase, checked, invalid: invalid.slice(), error: null })
    }
  }
  const start = (schema: JsonObject): void => {
    const controller = new AbortController()
    running.current = controller
    walk(schema, controller.signal).catch((error: unknown) => {
      const phase = controller.signal.aborted ? 'stopped' : 'failed'
      setCheck((before) => ({ ...before, phase, error }))
    })
  }
  return { check, start, stop: () => running.current?.abort(), clear: () => setCheck(IDLE) }
}
