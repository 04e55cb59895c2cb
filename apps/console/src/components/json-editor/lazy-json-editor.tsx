import { lazy, Suspense, type ReactNode } from 'react'
import type { JsonEditorProps } from './json-editor.tsx'
import styles from './json-editor.module.css'

const JsonEditor = lazy(async () => ({ default: (await import('./json-editor.tsx')).JsonEditor }))

/** Until the editor is here, the text can be read. */
export function LazyJsonEditor(props: JsonEditorProps): ReactNode {
  return (
    <Suspense
      fallback={
        <pre className={styles.waiting} data-size={props.size ?? 'large'}>
          {props.value}
        </pre>
      }
    >
      <JsonEditor {...props} />
    </Suspense>
  )
}
