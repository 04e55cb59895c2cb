import { Cursors } from './commands/cursors.ts'
import { Dispatcher } from './commands/dispatcher.ts'
import { Engine } from './engine/engine.ts'
import { Listener } from './wire/listener.ts'

export interface EmbeddedMongoOptions {
  /** Made if missing, locked while in use; null keeps everything in memory only. */
  readonly dataDir: string | null
  /** Absent: any free port. */
  readonly port?: number
}

export interface EmbeddedMongo {
  readonly uri: string
  readonly port: number
  /** Answers what is under way, then closes connections and file. */
  close(): Promise<void>
}

/**
 * Starts a MongoDB-like server on the loopback interface. No authentication.
 * @throws EmbeddedMongoError when the directory or the port cannot be had.
 */
export async function startEmbeddedMongo({
  dataDir,
  port = 0,
}: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const engine = new Engine(dataDir)
  const listener = new Listener(new Dispatcher({ engine, cursors: new Cursors() }))
  try {
    const listening = await listener.listen(port)
    let closed: Promise<void> | undefined
    const close = async (): Promise<void> => {
      await listener.close()
      engine.close()
    }
    return {
      uri: `mongodb://127.0.0.1:${listening}/`,
      port: listening,
      close: () => (closed ??= close()),
    }
  } catch (error) {
    engine.close()
    throw error
  }
}
