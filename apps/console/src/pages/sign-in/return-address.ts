/**
 * Where to go after signing in: a path of the console, never another origin that a link was made
 * up to lead to.
 */
export function returnAddress(search: URLSearchParams): string {
  const to = search.get('to') ?? '/'
  const isPath = /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in')
  return isPath ? to : '/'
}
