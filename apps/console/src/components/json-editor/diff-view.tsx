import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef, useState, type ReactNode, type RefObject } from 'react'
import styles from './diff-view.module.css'
import { editorTheme } from './editor-theme.ts'
import { shadowOf } from './shadow-host.ts'
import { typedText } from './typed-text.ts'

export interface DiffViewProps {
  readonly before: string
  readonly after: string
  /** For screen readers. */
  readonly beforeLabel: string
  readonly afterLabel: string
  /** Absent: both can only be read. With it, `after` is where changes begin. */
  readonly onChange?: (after: string) => void
}

/** Two texts side by side, or one above the other where there is no room. */
export function DiffView(props: DiffViewProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const isNarrow = useIsNarrow(host)
  const isEditable = props.onChange !== undefined
  const { before, beforeLabel, afterLabel } = props
  const fixed = isEditable ? null : props.after
  /** As it was changed here. */
  const text = useRef(props.after)
  const onText = useEffectEvent((changed: string) => {
    text.current = changed
    props.onChange?.(changed)
  })
  useEffect(() => {
    if (!host.current || isNarrow === null) return undefined
    const parts: Parts = {
      root: shadowOf(host.current),
      before: { doc: before, extensions: [looks(beforeLabel), EditorState.readOnly.of(true)] },
      after: {
        doc: fixed ?? text.current,
        extensions: [
          looks(afterLabel),
          EditorState.readOnly.of(!isEditable),
          isEditable ? editable(onText) : [],
        ],
      },
      isEditable,
    }
    const view = isNarrow ? unified(parts) : sideBySide(parts)
    return () => view.destroy()
  }, [before, fixed, beforeLabel, afterLabel, isEditable, isNarrow])
  return <div ref={host} className={styles.diff} />
}

/** Null until it is known. Screens are turned, and windows made smaller. */
function useIsNarrow(host: RefObject<HTMLElement | null>): boolean | null {
  const [isNarrow, setNarrow] = useState<boolean | null>(null)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setNarrow(entry.contentRect.width < SIDE_BY_SIDE_MIN_PX)
    })
    if (host.current) observer.observe(host.current)
    return () => observer.disconnect()
  }, [host])
  return isNarrow
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
        mergeControls: isEditable ? mergeControl : false,
        gutter: true,
      }),
    ],
  })
}

function revertButton(): HTMLElement {
  return takeButton('→', 'Take this part of theirs')
}

/** What stays as it is needs no button. */
function mergeControl(type: 'accept' | 'reject', action: (event: MouseEvent) => void): HTMLElement {
  if (type === 'accept') return document.createElement('span')
  const button = takeButton('Take theirs', 'Take theirs: this part')
  button.addEventListener('mousedown', action)
  return button
}

/** The library waits for the mouse to go down, which the keyboard never does. */
function takeButton(text: string, label: string): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'take'
  button.textContent = text
  button.title = label
  button.setAttribute('aria-label', label)
  button.addEventListener('click', ({ detail }) => {
    if (detail === 0) button.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
  })
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
    typedText,
    keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onText(state.doc.toString())
    }),
  ]
}
