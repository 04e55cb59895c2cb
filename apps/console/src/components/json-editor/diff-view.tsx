import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react'
import styles from './diff-view.module.css'
import { editorTheme } from './editor-theme.ts'
import { shadowOf } from './shadow-host.ts'

export interface DiffViewProps {
  readonly before: string
  readonly after: string
  /** For screen readers. */
  readonly beforeLabel: string
  readonly afterLabel: string
  /** Absent: both can only be read. With it, what is after can be changed, and taken from before. */
  readonly onChange?: (after: string) => void
}

/** Two texts side by side, or one above the other where there is no room. */
export function DiffView(props: DiffViewProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const isEditable = props.onChange !== undefined
  const { before, beforeLabel, afterLabel } = props
  const onText = useEffectEvent((text: string) => props.onChange?.(text))
  const after = useEffectEvent(() => props.after)
  useEffect(() => {
    if (!host.current) return undefined
    const parts: Parts = {
      root: shadowOf(host.current),
      before: { doc: before, extensions: [looks(beforeLabel), EditorState.readOnly.of(true)] },
      after: {
        doc: after(),
        extensions: [
          looks(afterLabel),
          EditorState.readOnly.of(!isEditable),
          isEditable ? editable(onText) : [],
        ],
      },
      isEditable,
    }
    const isNarrow = host.current.clientWidth < SIDE_BY_SIDE_MIN_PX
    const view = isNarrow ? unified(parts) : sideBySide(parts)
    return () => view.destroy()
  }, [before, beforeLabel, afterLabel, isEditable])
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
  readonly isEditable: boolean
}

function sideBySide({ root, before, after, isEditable }: Parts): MergeView {
  return new MergeView({
    a: before,
    b: after,
    root,
    parent: root,
    collapseUnchanged: COLLAPSE,
    gutter: true,
    ...(isEditable ? { revertControls: 'a-to-b' as const, renderRevertControl: revertButton } : {}),
  })
}

function unified({ root, before, after, isEditable }: Parts): EditorView {
  return new EditorView({
    root,
    parent: root,
    doc: after.doc,
    extensions: [
      after.extensions,
      unifiedMergeView({
        original: before.doc,
        collapseUnchanged: COLLAPSE,
        mergeControls: isEditable,
        gutter: true,
      }),
    ],
  })
}

function revertButton(): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = '→'
  button.setAttribute('aria-label', 'Take this part from the left')
  button.title = 'Take this part from the left'
  return button
}

function looks(label: string): Extension {
  return [
    lineNumbers(),
    json(),
    editorTheme,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
  ]
}

function editable(onText: (text: string) => void): Extension {
  return [
    history(),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onText(state.doc.toString())
    }),
  ]
}
