/** A server for tests that speaks just enough RESP2 to answer as a test wants, when it wants. */
import { createServer, type Server, type Socket } from 'node:net'

/** An answer in RESP; null: none until `release`. */
export type Script = (command: string, connection: number) => string | null

const CRLF = '\r\n'
export const bulk = (text: string): string => `$${text.length}${CRLF}${text}${CRLF}`
export const NIL = `$-1${CRLF}`

export class ScriptedRedis {
  /** What was received, in upper case where Redis does not care, in the order of arrival. */
  readonly commands: string[] = []
  script: Script
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #held: { socket: Socket; command: string; connection: number }[] = []
  #connections = 0

  private constructor(server: Server, script: Script) {
    this.#server = server
    this.script = script
    server.on('connection', (socket) => this.#serve(socket, ++this.#connections))
  }

  static async start(script: Script): Promise<ScriptedRedis> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new ScriptedRedis(server, script)
  }

  get url(): string {
    const address = this.#server.address()
    return `redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  }

  /** Answers what was not answered yet, by the script as it is now. */
  release(): void {
    const held = this.#held
    this.#held = []
    for (const { socket, command, connection } of held) this.#answer(socket, command, connection)
  }

  drop(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.drop()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(socket: Socket, connection: number): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => undefined)
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      for (let taken = takeCommand(text); taken; taken = takeCommand(text)) {
        text = taken.rest
        this.commands.push(taken.command)
        this.#answer(socket, taken.command, connection)
      }
    })
  }

  #answer(socket: Socket, command: string, connection: number): void {
    const answer = this.script(command, connection)
    if (answer === null) this.#held.push({ socket, command, connection })
    else socket.write(answer)
  }
}

/** `*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n` is "INFO server". Null while it is not complete. */
function takeCommand(text: string): { command: string; rest: string } | null {
  const head = /^\*(\d+)\r\n/.exec(text)
  if (!head) return null
  let rest = text.slice(head[0].length)
  const words: string[] = []
  for (let word = 0; word < Number(head[1]); word++) {
    const size = /^\$(\d+)\r\n/.exec(rest)
    const end = size ? size[0].length + Number(size[1]) : 0
    if (!size || rest.length < end + CRLF.length) return null
    words.push(rest.slice(size[0].length, end))
    rest = rest.slice(end + CRLF.length)
  }
  const [name = '', ...more] = words
  return { command: [name.toUpperCase(), ...more].join(' '), rest }
}
