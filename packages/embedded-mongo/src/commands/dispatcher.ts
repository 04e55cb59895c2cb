import { Double, Int32 } from 'bson'
import { encodeDocument } from '../bson/encode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import type { Engine } from '../engine/engine.ts'
import { COMMANDS } from './commands.ts'
import type { Command } from './command.ts'
import type { Cursors } from './cursors.ts'

export interface DispatcherDependencies {
  readonly engine: Engine
  readonly cursors: Cursors
}

/** Runs commands. Nothing is answered before what it has written or seen is on disk. */
export class Dispatcher {
  readonly #engine: Engine
  readonly #cursors: Cursors

  constructor({ engine, cursors }: DispatcherDependencies) {
    this.#engine = engine
    this.#cursors = cursors
  }

  /** The answer as BSON; failures are answers too. */
  async run(read: () => Command, connectionId: number): Promise<Buffer> {
    const losses = this.#engine.losses
    try {
      const answer = await this.#handle(read(), connectionId)
      await this.#engine.settled()
      // A long command spans several commits, of which an earlier one may have failed.
      if (this.#engine.losses !== losses) throw new Error('its writes could not be stored')
      return Buffer.isBuffer(answer) ? answer : encodeDocument(answer.set('ok', new Double(1)))
    } catch (error) {
      // What a failed command has done before it failed is answered for as well.
      await this.#engine.settled()?.catch(() => undefined)
      return encodeDocument(failure(error))
    }
  }

  #handle(
    command: Command,
    connectionId: number,
  ): BsonDocument | Buffer | Promise<BsonDocument | Buffer> {
    const handler = COMMANDS.get(command.name)
    if (handler === undefined)
      throw new CommandError('CommandNotFound', `no such command: '${command.name}'`)
    refuseTransactions(command)
    return handler({ command, engine: this.#engine, cursors: this.#cursors, connectionId })
  }
}

function refuseTransactions(command: Command): void {
  if (command.get('startTransaction') === undefined && command.get('autocommit') === undefined)
    return
  throw new CommandError('CommandNotSupported', 'The embedded server does not support transactions')
}

function failure(error: unknown): BsonDocument {
  const known = error instanceof CommandError
  return new Map<string, BsonValue>([
    ['ok', new Double(0)],
    ['errmsg', known ? error.message : `The command failed: ${messageOf(error)}`],
    ['code', new Int32(known ? error.code : 1)],
    ['codeName', known ? error.codeName : 'InternalError'],
    ...((known && error.details) || []),
  ])
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'for an unknown reason'
}
