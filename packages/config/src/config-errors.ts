/** Every problem of the configuration at once, each a sentence that says what to do. */
export class ConfigError extends Error {
  readonly code = 'CSTORE_CONFIG_INVALID'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}
