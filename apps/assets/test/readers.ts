/** Browsers at work: they open the page and then what it names, again and again, and so do old pages. */
import { Agent } from 'node:http'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type Answer, ask } from './ask.ts'
import { pageOf, scriptName, scriptOf } from './test-site.ts'

export interface Readers {
  /** What went wrong so far. */
  readonly problems: readonly string[]
  /** Answers so far. */
  answers(): number
  /** Resolves when each reader has begun and ended as many rounds from now on. */
  rounds(count: number): Promise<void>
  stop(): Promise<void>
}

const READERS = 6
const ENCODINGS = ['identity', 'gzip', 'br', 'gzip, deflate, br, zstd']

export function startReaders(origin: string, versions: readonly string[]): Readers {
  const pages = new Map(versions.map((version) => [pageOf(version), version]))
  const problems: string[] = []
  const all = Array.from({ length: READERS }, (_, index) => {
    return new Reader({ origin, pages, problems, accepted: ENCODINGS[index % 4] ?? '' })
  })
  return {
    problems,
    answers: () => all.reduce((sum, { answers }) => sum + answers, 0),
    // One more, which was under way.
    rounds: async (count) => {
      await Promise.all(all.map((reader) => reader.roundsDone(reader.rounds + count + 1)))
    },
    stop: async () => {
      await Promise.all(all.map((reader) => reader.stop()))
    },
  }
}

interface ReaderOptions {
  readonly origin: string
  /** By their text. */
  readonly pages: ReadonlyMap<string, string>
  readonly problems: string[]
  readonly accepted: string
}

class Reader {
  answers = 0
  rounds = 0
  readonly #options: ReaderOptions
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #waiting: { readonly rounds: number; readonly resolve: () => void }[] = []
  readonly #ended: Promise<void>
  #isStopped = false
  /** The page that was opened before this one. */
  #old: string | null = null

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#ended = this.#run()
  }

  roundsDone(rounds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ rounds, resolve })
    return promise
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#ended
    this.#agent.destroy()
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      await this.#round().catch((error: unknown) => this.#options.problems.push(String(error)))
      this.rounds += 1
      for (const { rounds, resolve } of this.#waiting) if (this.rounds >= rounds) resolve()
    }
  }

  async #round(): Promise<void> {
    const page = await this.#get('/')
    const version = this.#options.pages.get(page)
    if (version === undefined) return void this.#options.problems.push(`no page: ${page}`)
    await this.#readScript(version)
    if (this.#old !== null) await this.#readScript(this.#old)
    this.#old = version
    await this.#followManifest()
  }

  async #readScript(version: string): Promise<void> {
    const script = await this.#get(`/${scriptName(version)}`)
    if (script !== scriptOf(version)) this.#options.problems.push(`another script for ${version}`)
  }

  /** As a program does that looks up where things are. */
  async #followManifest(): Promise<void> {
    const manifest: unknown = JSON.parse(await this.#get('/manifest.json'))
    const [, path = '/none'] = /"path":"(\/assets\/app-[^"]+)"/.exec(JSON.stringify(manifest)) ?? []
    await this.#get(path)
  }

  async #get(path: string): Promise<string> {
    const headers = { 'accept-encoding': this.#options.accepted }
    const answer = await ask(this.#options.origin, { path, headers, agent: this.#agent })
    this.answers += 1
    if (answer.status !== 200) this.#options.problems.push(`${answer.status} for ${path}`)
    return decoded(answer)
  }
}

function decoded({ headers, body }: Answer): string {
  if (Number(headers['content-length']) !== body.byteLength) throw new Error('cut short')
  const encoding = headers['content-encoding']
  if (encoding === 'br') return brotliDecompressSync(body).toString()
  if (encoding === 'zstd') return zstdDecompressSync(body).toString()
  if (encoding === 'gzip') return gunzipSync(body).toString()
  return body.toString()
}
