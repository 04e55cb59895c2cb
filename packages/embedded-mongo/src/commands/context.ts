import type { BsonDocument } from '../bson/value.ts'
import type { Engine } from '../engine/engine.ts'
import type { Command } from './command.ts'
import type { Cursors } from './cursors.ts'

export interface CommandContext {
  readonly command: Command
  readonly engine: Engine
  readonly cursors: Cursors
  /** Of the connection, for `hello`. */
  readonly connectionId: number
}

/** A document is answered with `ok: 1` added; bytes are answered as they are. */
export type Answer = BsonDocument | Buffer

export type Handler = (context: CommandContext) => Answer | Promise<Answer>
