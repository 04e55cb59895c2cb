/** The servers that are compared, each a process of its own, started when first asked for. */
import { startServerProcess } from '@cstore/testing/standalone'
import { range } from '../data/range.ts'
import { CATALOGUE, type ContenderName, type Definition } from './catalogue.ts'
import { type Contender, type ContenderOptions, type Process, programFile } from './contender.ts'
import { startCstore } from './cstore.ts'
import { startParseServer } from './parse-server.ts'

const READY = /(http:\/\/(?:localhost|127\.0\.0\.1):\d+)/
type Of<Kind extends Definition['kind']> = Extract<Definition, { kind: Kind }>

export class Contenders {
  readonly #options: ContenderOptions
  readonly #started = new Map<ContenderName, Promise<Contender>>()

  constructor(options: ContenderOptions) {
    this.#options = options
  }

  get(name: ContenderName): Promise<Contender> {
    const started = this.#started.get(name) ?? this.#start(CATALOGUE[name])
    this.#started.set(name, started)
    return started
  }

  #start(definition: Definition): Promise<Contender> {
    switch (definition.kind) {
      case 'program':
        return this.#startProgram(definition)
      case 'cstore':
        return this.#startCstore(definition)
      case 'parse-server':
        return startParseServer(definition.title, this.#options)
      default:
        return definition satisfies never
    }
  }

  async #startProgram({ title, program, args }: Of<'program'>): Promise<Contender> {
    const server = await startServerProcess({
      command: process.execPath,
      args: [programFile(program), ...args(this.#options.backends)],
      ready: READY,
      env: {},
    })
    this.#options.closers.add(() => server.end())
    return { title, origin: server.said, pid: server.pid }
  }

  async #startCstore({ title, settings, processes, other }: Of<'cstore'>): Promise<Contender> {
    const { backends, profile, closers, bundle, otherBundle = bundle } = this.#options
    const start = async (): Promise<Process> => {
      const built = other ? otherBundle : bundle
      const server = await startCstore({ bundle: built, backends, settings, profile })
      closers.add(() => server.end())
      return { origin: server.origin, pid: server.pid }
    }
    const peers = await Promise.all(range(processes - 1).map(start))
    return { title, ...(await start()), peers }
  }
}
