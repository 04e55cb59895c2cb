/** How a command that changes something says so. */
export interface OutputOptions {
  readonly json?: true
  readonly quiet?: true
}
