import { useRef, useState, type ReactNode } from 'react'
import type { EditorFault } from './editor-faults.ts'
import type { JsonEditorHandle, JsonEditorProps } from './json-editor.tsx'
import styles from './faults-editor.module.css'
import { LazyJsonEditor } from './lazy-json-editor.tsx'

interface FaultsEditorProps extends Omit<JsonEditorProps, 'ref' | 'onFaults'> {
  /** Nothing is as good as JSON. */
  readonly mayBeEmpty?: boolean
}

const MAX_SHOWN = 5

/** The editor, and below it what is wrong with its text: a press leads there. */
export function FaultsEditor({ mayBeEmpty = false, ...props }: FaultsEditorProps): ReactNode {
  const editor = useRef<JsonEditorHandle>(null)
  const [found, setFound] = useState<readonly EditorFault[]>([])
  const faults = mayBeEmpty && props.value.trim() === '' ? [] : found
  return (
    <div className={styles.editor}>
      <LazyJsonEditor {...props} ref={editor} onFaults={setFound} />
      <ul className={styles.faults} aria-label={`Faults of ${props.label}`} aria-live="polite">
        {faults.slice(0, MAX_SHOWN).map(({ from, message }) => (
          <li key={`${from} ${message}`}>
            <button type="button" onClick={() => editor.current?.goTo(from)}>
              {message}
            </button>
          </li>
        ))}
        {faults.length > MAX_SHOWN ? <li>and {faults.length - MAX_SHOWN} more</li> : null}
      </ul>
    </div>
  )
}
