import type { ReactNode } from 'react'
import { isExtended, viewExtended } from '../../json/extended-json.ts'
import { isObject } from '../../json/json-value.ts'
import styles from './value-cell.module.css'

const MAX_CHARACTERS = 120

/** A value in a table: on one line, recognisable for what it is. */
export function ValueCell({ value }: { value: unknown }): ReactNode {
  if (value === undefined) return <span className={styles.absent}>–</span>
  if (value === null) return <span className={styles.absent}>null</span>
  if (typeof value === 'boolean') return <span className={styles.atom}>{String(value)}</span>
  if (typeof value === 'number') return <span className={styles.number}>{String(value)}</span>
  if (typeof value === 'string') return <Text text={value} />
  if (isExtended(value)) {
    const { kind, text, hint } = viewExtended(value)
    return (
      <span className={styles[kind]} title={hint}>
        {text}
      </span>
    )
  }
  return <Nested value={value} />
}

function Text({ text }: { text: string }): ReactNode {
  if (text === '') return <span className={styles.absent}>empty</span>
  const isLong = text.length > MAX_CHARACTERS
  return <span title={isLong ? text.slice(0, 2000) : undefined}>{shorten(text)}</span>
}

function Nested({ value }: { value: unknown }): ReactNode {
  const json = JSON.stringify(value)
  const size = Array.isArray(value)
    ? `[${value.length}]`
    : `{${isObject(value) ? Object.keys(value).length : 0}}`
  return (
    <span className={styles.nested} title={json.slice(0, 2000)}>
      <span className={styles.size}>{size}</span> {shorten(json)}
    </span>
  )
}

function shorten(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text
}

/** Numbers stand under each other by their last digit. */
export function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (isExtended(value) && viewExtended(value).kind === 'number')
}
