/**
 * The editor puts its styles where it is. In a page that would be a `<style>` element, which the
 * policy of the console refuses; in a shadow tree it uses constructed style sheets, which are allowed.
 */
export function shadowOf(host: HTMLElement): ShadowRoot {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open', delegatesFocus: true })
  root.replaceChildren()
  return root
}
