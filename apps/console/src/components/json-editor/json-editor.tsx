import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { forceLinting, linter, lintKeymap } from '@codemirror/lint'
import { search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react'
import { flushSync } from 'react-dom'
import { faultsOf, toDiagnostic, type CheckValue, type EditorFault } from './editor-faults.ts'
import { editorTheme } from './editor-theme.ts'
import styles from './json-editor.module.css'
import { shadowOf } from './shadow-host.ts'
import { typedText } from './typed-text.ts'

export interface JsonEditorHandle {
  readonly focus: () => void
  /** Moves the cursor there, and shows it. */
  readonly goTo: (position: number) => void
}

export interface JsonEditorProps {
  /** For screen readers. */
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly readOnly?: boolean
  /** Beside what is wrong with the JSON itself. Another function is asked at once. */
  readonly checkValue?: CheckValue | undefined
  readonly onFaults?: (faults: readonly EditorFault[]) => void
  /** No text at all is as good as JSON. */
  readonly mayBeEmpty?: boolean
  readonly size?: 'small' | 'large'
  readonly ref?: Ref<JsonEditorHandle>
}

type EditorProps = Omit<JsonEditorProps, 'ref' | 'size'>

const NO_FAULTS_YET_MS = 250

export function JsonEditor({ ref, size = 'large', ...props }: JsonEditorProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const view = useEditor(host, props)
  useImperativeHandle(ref, () => ({
    focus: () => view.current?.focus(),
    goTo: (position) => {
      const editor = view.current
      if (!editor) return
      const anchor = Math.min(position, editor.state.doc.length)
      editor.dispatch({ selection: { anchor }, scrollIntoView: true })
      editor.focus()
    },
  }))
  return <div ref={host} className={styles.host} data-size={size} />
}

function useEditor(
  host: RefObject<HTMLDivElement | null>,
  { label, value, onChange, readOnly = false, checkValue, onFaults, mayBeEmpty }: EditorProps,
): RefObject<EditorView | null> {
  const view = useRef<EditorView>(null)
  const writing = useRef(new Compartment())
  const checking = useRef(new Compartment())
  /** Texts that were told, and have not come back yet. */
  const told = useRef<string[]>([])
  const onText = useEffectEvent((text: string) => {
    if (text === (told.current.at(-1) ?? value)) return
    told.current.push(text)
    // At once: whoever presses a key after typing means what was typed.
    flushSync(() => onChange(text))
  })
  const tellFaults = useEffectEvent((faults: readonly EditorFault[]) => onFaults?.(faults))
  const initial = useEffectEvent(() => ({ value, readOnly }))

  useEffect(() => {
    if (!host.current) return undefined
    const root = shadowOf(host.current)
    const start = initial()
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: start.value,
        extensions: [
          editing(label),
          writing.current.of(EditorState.readOnly.of(start.readOnly)),
          checking.current.of([]),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) onText(state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    return () => {
      editor.destroy()
      view.current = null
    }
  }, [host, label])

  useEffect(() => {
    // What comes back late is older than what was typed since.
    const isEcho = told.current.includes(value)
    told.current = isEcho ? told.current.slice(told.current.indexOf(value) + 1) : []
    const editor = view.current
    if (editor && !isEcho) replaceText(editor, value)
  }, [value])
  useEffect(() => {
    const reconfigure = writing.current.reconfigure(EditorState.readOnly.of(readOnly))
    view.current?.dispatch({ effects: reconfigure })
  }, [readOnly])
  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const check = (text: string): readonly EditorFault[] => {
      const isEmpty = mayBeEmpty === true && text.trim() === ''
      const faults = isEmpty ? [] : faultsOf(text, checkValue)
      tellFaults(faults)
      return faults
    }
    editor.dispatch({ effects: checking.current.reconfigure(checker(check)) })
    forceLinting(editor)
  }, [checkValue, mayBeEmpty])
  return view
}

function checker(check: (text: string) => readonly EditorFault[]): Extension {
  return linter(({ state }) => check(state.doc.toString()).map(toDiagnostic), {
    delay: NO_FAULTS_YET_MS,
  })
}

/** Only where it differs, so that the cursor stays. */
function replaceText(editor: EditorView, text: string): void {
  const former = editor.state.doc.toString()
  if (former !== text) editor.dispatch({ changes: { from: 0, to: former.length, insert: text } })
}

function editing(label: string): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    typedText,
    highlightActiveLine(),
    highlightActiveLineGutter(),
    search({ top: true }),
    json(),
    editorTheme,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    // Not Tab, which leads on to the next control.
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
    ]),
  ]
}
