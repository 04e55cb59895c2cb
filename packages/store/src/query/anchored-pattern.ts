/**
 * Regular expressions that are safe to run: anchored, so that an index serves them, and unable to
 * backtrack much. The language is the part that PCRE and JavaScript read alike.
 */

const MAX_PATTERN_LENGTH = 200
/** How many ways optional and counted parts may be taken together. */
const MAX_CHOICES = 1000
const TOKEN =
  /(?<escape>\\(?:[dDwWsS]|[-\\^$*+?.()[\]{}|/]))|(?<set>\[\^?(?:\\[dDwWsS\-\\^$*+?.()[\]{}|/]|[^\\[\]])+\])|(?<open>\((?:\?:)?)|(?<close>\))|(?<repeat>[*+?]|\{\d{1,3}(?:,\d{0,3})?\})|(?<or>\|)|(?<anchor>[\^$])|(?<literal>[^\\[\](){}|*+?^$\0])/uy

interface Progress {
  depth: number
  choices: number
  unbounded: number
  /** Whether the part before may be repeated. */
  repeatable: boolean
}

/** Why a pattern cannot be used; null when it can. */
export function patternProblem(pattern: string): string | null {
  if (!pattern.startsWith('^')) return 'Expected a pattern that begins with `^`'
  if (pattern.length > MAX_PATTERN_LENGTH)
    return `Expected a pattern of at most ${MAX_PATTERN_LENGTH} characters`
  const progress: Progress = { depth: 0, choices: 1, unbounded: 0, repeatable: false }
  TOKEN.lastIndex = 1
  while (TOKEN.lastIndex < pattern.length) {
    const groups = TOKEN.exec(pattern)?.groups
    if (groups === undefined)
      return 'Expected literals, `.`, sets, groups, `|` in groups, `? * + {n,m}`'
    const problem = takeToken(groups, progress)
    if (problem !== null) return problem
  }
  return progress.depth === 0 ? null : 'Expected every group to be closed'
}

function takeToken(groups: Record<string, string | undefined>, progress: Progress): string | null {
  if (groups['repeat'] !== undefined) return takeRepeat(groups['repeat'], progress)
  // Repeating a group is what lets a pattern backtrack without end.
  progress.repeatable = [groups['literal'], groups['set'], groups['escape']].some(Boolean)
  if (groups['open'] !== undefined) progress.depth += 1
  if (groups['close'] !== undefined) progress.depth -= 1
  if (progress.depth < 0) return 'Expected no `)` without a `(`'
  if (groups['or'] !== undefined) {
    if (progress.depth === 0) return 'Expected `|` only within a group, or it is not anchored'
    progress.choices *= 2
  }
  return tooManyChoices(progress)
}

function takeRepeat(repeat: string, progress: Progress): string | null {
  if (!progress.repeatable)
    return 'Expected `? * + {n,m}` only after a character or a set, never after a group'
  progress.repeatable = false
  const bounds = /^\{(\d+)(,?)(\d*)\}$/.exec(repeat)
  const [, least = '0', comma = '', most = ''] = bounds ?? []
  const endless = repeat === '*' || repeat === '+' || (comma === ',' && most === '')
  if (endless) progress.unbounded += 1
  else if (repeat === '?') progress.choices *= 2
  else if (comma === ',') progress.choices *= Number(most) - Number(least) + 1
  if (progress.unbounded > 1) return 'Expected at most one of `*`, `+`, `{n,}`'
  return tooManyChoices(progress)
}

function tooManyChoices({ choices }: Progress): string | null {
  return choices >= 1 && choices <= MAX_CHOICES
    ? null
    : 'Expected fewer optional parts: this pattern could be matched in too many ways'
}
