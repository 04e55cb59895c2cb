import { CommandError } from '../command-error.ts'

const SCRIPTS = new Set(['$where', '$function', '$accumulator'])
const WRITING_STAGES = new Set(['$out', '$merge'])

/** Scripts are never run, and pipelines never write. */
export function refuseScripts(value: unknown): void {
  refuse(value, SCRIPTS)
}

export function refuseScriptsAndWrites(value: unknown): void {
  refuse(value, SCRIPTS)
  refuse(value, WRITING_STAGES)
}

function refuse(value: unknown, names: ReadonlySet<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    if (names.has(name))
      throw new CommandError('CommandNotSupported', `The embedded server does not support ${name}`)
    refuse(item, names)
  }
}
