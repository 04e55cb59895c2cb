import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/**
 * What is typed. Browsers that put it into the page themselves may do so by elements with styles of
 * their own, which the policy of the console refuses, loudly.
 */
export const typedText: Extension = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { data, inputType, isComposing } = event
    if (inputType !== 'insertText' || data === null || isComposing || view.state.readOnly) {
      return false
    }
    event.preventDefault()
    const { from, to } = view.state.selection.main
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), {
        userEvent: 'input.type',
        scrollIntoView: true,
      })
    const handlers = view.state.facet(EditorView.inputHandler)
    if (!handlers.some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert())
    return true
  },
})
