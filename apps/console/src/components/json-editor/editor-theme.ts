import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** Colours are the page's own, so they follow its theme without being told. */
const highlights = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-name)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--code-atom)' },
  { tag: [tags.separator, tags.punctuation, tags.bracket], color: 'var(--text-muted)' },
])

const looks = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'transparent', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { padding: '0.6rem 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 0.75rem 0 0.4rem' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'transparent',
    color: 'var(--text-muted)',
    border: 'none',
    paddingLeft: '0.3rem',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--code-line)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground':
    { backgroundColor: 'var(--code-selection)' },
  '.cm-matchingBracket': { backgroundColor: 'transparent', color: 'inherit' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--code-match)' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--sunken)',
    border: '1px solid var(--line)',
    color: 'var(--text-muted)',
    padding: '0 0.4em',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    fontFamily: 'var(--font)',
  },
  '.cm-diagnostic': { padding: '0.3rem 0.6rem', borderLeft: '3px solid var(--danger)' },
  '.cm-panels': {
    backgroundColor: 'var(--sunken)',
    color: 'var(--text)',
    borderColor: 'var(--line)',
    fontFamily: 'var(--font)',
  },
  '.cm-panel.cm-search': { padding: '0.4rem 0.6rem' },
  '.cm-textfield': {
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    color: 'inherit',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-soft)' },
  '.cm-mergeViewEditor': { minWidth: '0' },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--code-removed) !important' },
  '&.cm-merge-a .cm-changedText': { background: 'var(--code-removed-text) !important' },
  '&.cm-merge-b .cm-changedLine, .cm-insertedLine': {
    backgroundColor: 'var(--code-added) !important',
  },
  '.cm-deletedChunk, .cm-deletedLine': { backgroundColor: 'var(--code-removed) !important' },
  '&.cm-merge-b .cm-changedText, .cm-insertedLine .cm-changedText': {
    background: 'var(--code-added-text) !important',
  },
  '.cm-deletedText, .cm-deletedChunk .cm-deletedText': {
    background: 'var(--code-removed-text) !important',
    textDecoration: 'none',
  },
  '.cm-collapsedLines': {
    background: 'var(--sunken)',
    color: 'var(--text-muted)',
    fontFamily: 'var(--font)',
    padding: '0.2rem 0.75rem',
    cursor: 'pointer',
  },
  '.take': {
    border: '1px solid var(--line) !important',
    borderRadius: '4px !important',
    padding: '0 0.4rem !important',
    backgroundColor: 'var(--raised) !important',
    color: 'var(--accent) !important',
    fontFamily: 'var(--font)',
    fontWeight: '600',
    cursor: 'pointer',
  },
  // Their signs are in few fonts.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '""', margin: '0' },
})

export const editorTheme: Extension = [looks, syntaxHighlighting(highlights)]
