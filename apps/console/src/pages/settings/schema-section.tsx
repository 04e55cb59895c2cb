import type { ErrorAt } from '@cstore/client'
import { useMemo, useState, type ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import type { EditorFault } from '../../components/json-editor/editor-faults.ts'
import { LazyJsonEditor } from '../../components/json-editor/lazy-json-editor.tsx'
import { SwitchField } from '../../components/switch-field.tsx'
import { parseObject } from '../../json/json-value.ts'
import { DocumentCheckReport } from './document-check-report.tsx'
import { Section } from './section.tsx'
import styles from './settings.module.css'
import { useDocumentCheck } from './use-document-check.ts'

export interface SchemaSectionProps {
  readonly collection: string
  readonly text: string
  readonly problem: string | undefined
  /** What the API has against it, with pointers into it. */
  readonly errors: readonly ErrorAt[]
  readonly disabled: boolean
  /** Whether a save is to be refused when documents do not satisfy it. */
  readonly validate: boolean
  readonly onValidate: (validate: boolean) => void
  readonly onChange: (text: string) => void
}

export function SchemaSection({
  collection,
  text,
  problem,
  errors,
  disabled,
  validate,
  onValidate,
  onChange,
}: SchemaSectionProps): ReactNode {
  const [faults, setFaults] = useState<readonly EditorFault[]>([])
  const checkValue = useMemo(() => () => errors, [errors])
  const { check, start, stop, clear } = useDocumentCheck(collection)
  const schema = parseObject(text)
  const shown = faults.map(({ message }) => message)
  return (
    <Section
      id="schema"
      title="Schema"
      text="A JSON Schema (2020-12) that every document must satisfy when it is written. What is there already stays as it is."
    >
      <LazyJsonEditor
        label="JSON Schema"
        size="small"
        mayBeEmpty
        value={text}
        readOnly={disabled}
        checkValue={checkValue}
        onFaults={setFaults}
        onChange={(next) => {
          onChange(next)
          clear()
        }}
      />
      {[...new Set([...(problem === undefined ? [] : [problem]), ...shown])].map((message) => (
        <p key={message} role="alert" className={styles.problem}>
          {message}
        </p>
      ))}
      {disabled ? null : (
        <>
          <div className={styles.row}>
            {text === '' ? (
              <Button onClick={() => onChange(EXAMPLE)}>Begin with an example</Button>
            ) : null}
            <Button
              disabled={!schema}
              busy={check.phase === 'running'}
              onClick={() => {
                if (schema) start(schema)
              }}
            >
              Check existing documents
            </Button>
          </div>
          <DocumentCheckReport collection={collection} check={check} onStop={stop} />
          <SwitchField
            label="Refuse a schema that documents violate"
            hint="When it is saved, all documents are checked, as far as ten seconds allow."
            checked={validate}
            onChange={onValidate}
          />
        </>
      )}
    </Section>
  )
}

const EXAMPLE = `{
  "type": "object",
  "required": ["title"],
  "properties": {
    "title": { "type": "string", "minLength": 1 },
    "year": { "type": "integer" }
  }
}`
