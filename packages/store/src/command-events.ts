import type { CommandFailedEvent, CommandSucceededEvent, MongoClient } from 'mongodb'

/** One command that MongoDB answered, or did not. */
export interface CommandEvent {
  /** One of a closed set, `other` for the rest: fit for a label. */
  readonly command: string
  readonly outcome: 'ok' | 'error'
  readonly seconds: number
}

const KNOWN_COMMANDS = new Set([
  'aggregate',
  'create',
  'createIndexes',
  'delete',
  'drop',
  'dropIndexes',
  'find',
  'findAndModify',
  'getMore',
  'insert',
  'listIndexes',
  'ping',
  'update',
])

/** Tells `onCommand` of every command of a client made with `monitorCommands`. */
export function observeCommands(
  client: MongoClient,
  onCommand: (event: CommandEvent) => void,
): void {
  const tell =
    (outcome: 'ok' | 'error') =>
    ({ commandName, duration }: CommandSucceededEvent | CommandFailedEvent): void =>
      onCommand({
        command: KNOWN_COMMANDS.has(commandName) ? commandName : 'other',
        outcome,
        seconds: duration / 1000,
      })
  client.on('commandSucceeded', tell('ok'))
  client.on('commandFailed', tell('error'))
}
