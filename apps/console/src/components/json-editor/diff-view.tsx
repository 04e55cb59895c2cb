import { json } from '@codemirror/lang-json'
import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useRef, type ReactNode } from 'react'
import styles from './diff-view.module.css'
import { editorTheme } from './editor-theme.ts'
import { shadowOf } from './shadow-host.ts'

export interface DiffViewProps {
  readonly before: string
  readonly after: string
  /** For screen readers. */
  readonly beforeLabel: string
  readonly afterLabel: string
}

/** Two texts to be read, side by side, or one above the other where there is no room. */
export function DiffView({ before, after, beforeLabel, afterLabel }: DiffViewProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!host.current) return undefined
    const parts: Parts = {
      root: shadowOf(host.current),
      before: { doc: before, extensions: looks(beforeLabel) },
      after: { doc: after, extensions: looks(afterLabel) },
    }
    const isNarrow = host.current.clientWidth < SIDE_BY_SIDE_MIN_PX
    const view = isNarrow ? unified(parts) : sideBySide(parts)
    return () => view.destroy()
  }, [before, after, beforeLabel, afterLabel])
  return <div ref={host} className={styles.diff} />
}

const SIDE_BY_SIDE_MIN_PX = 640
const COLLAPSE = { margin: 3, minSize: 6 }

interface Side {
  readonly doc: string
  readonly extensions: Extension
}

interface Parts {
  readonly root: ShadowRoot
  readonly before: Side
  readonly after: Side
}

function sideBySide({ root, before, after }: Parts): MergeView {
  return new MergeView({
    a: before,
    b: after,
    root,
    parent: root,
    collapseUnchanged: COLLAPSE,
    gutter: true,
  })
}

function unified({ root, before, after }: Parts): EditorView {
  return new EditorView({
    root,
    parent: root,
    doc: after.doc,
    extensions: [
      after.extensions,
      unifiedMergeView({
        original: before.doc,
        collapseUnchanged: COLLAPSE,
        mergeControls: false,
        gutter: true,
      }),
    ],
  })
}

function looks(label: string): Extension {
  return [
    lineNumbers(),
    json(),
    editorTheme,
    EditorView.lineWrapping,
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': label }),
  ]
}
