import { CircleAlert } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import type { CheckValue, EditorFault } from '../../components/json-editor/editor-faults.ts'
import type { JsonEditorHandle } from '../../components/json-editor/json-editor.tsx'
import { LazyJsonEditor } from '../../components/json-editor/lazy-json-editor.tsx'
import styles from './document-workplace.module.css'

export interface FaultyEditorProps {
  readonly label: string
  readonly text: string
  readonly readOnly?: boolean
  readonly faults: readonly EditorFault[]
  readonly checkValue: CheckValue
  readonly onFaults: (faults: readonly EditorFault[]) => void
  readonly onChange: (text: string) => void
}

const MAX_SHOWN = 8

/** An editor, and below it what is wrong with its text, which leads there. */
export function FaultyEditor({ text, faults, ...rest }: FaultyEditorProps): ReactNode {
  const editor = useRef<JsonEditorHandle>(null)
  return (
    <>
      <LazyJsonEditor ref={editor} value={text} {...rest} />
      <ul className={styles.faults} aria-live="polite" aria-label="Problems">
        {faults.slice(0, MAX_SHOWN).map(({ from, message }) => (
          <li key={`${from} ${message}`}>
            <button
              type="button"
              className={styles.fault}
              onClick={() => editor.current?.goTo(from)}
            >
              <CircleAlert aria-hidden size={14} />
              {message}
            </button>
          </li>
        ))}
        {faults.length > MAX_SHOWN ? <li>… and {faults.length - MAX_SHOWN} more</li> : null}
      </ul>
    </>
  )
}
