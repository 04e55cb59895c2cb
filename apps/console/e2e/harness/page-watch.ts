/**
 * A page of which nothing that goes wrong goes unnoticed: what it writes to the console as an error
 * or a warning (violations of the policy among it), what it throws, what it asks for in vain.
 */
import type { ConsoleMessage, Page, Request, Response } from 'playwright-core'

/** Chromium writes one for each answer that tells of a failure. */
const REFUSED = /^Failed to load resource: the server responded with a status of (\d{3})/
const LOST = /^Failed to load resource: net::ERR_/
/** A page that goes on elsewhere, or does not need an answer any more, takes its question back. */
const TAKEN_BACK = 'net::ERR_ABORTED'

export class PageWatch {
  readonly #problems: string[] = []
  readonly #expected = new Set<number>()
  #mayLose = false

  constructor(page: Page) {
    page.on('console', (message) => this.#onConsole(message))
    page.on('pageerror', (error) => this.#problems.push(`thrown: ${error.stack ?? error.message}`))
    page.on('requestfailed', (request) => this.#onFailed(request))
    page.on('response', (response) => this.#onResponse(response))
  }

  /** From now on answers with these statuses belong to what is tested. */
  expect(...statuses: readonly number[]): void {
    for (const status of statuses) this.#expected.add(status)
  }

  /** From now on the server may be gone. */
  expectLoss(): void {
    this.#mayLose = true
  }

  /** What went wrong so far; nothing of it is told again. */
  take(): string[] {
    return this.#problems.splice(0)
  }

  #onConsole(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    const status = REFUSED.exec(message.text())?.[1]
    if (status !== undefined && this.#expected.has(Number(status))) return
    if (this.#mayLose && LOST.test(message.text())) return
    this.#problems.push(`console: ${message.text()} (${message.location().url})`)
  }

  #onFailed(request: Request): void {
    const why = request.failure()?.errorText ?? 'no reason'
    if (why === TAKEN_BACK || this.#mayLose) return
    this.#problems.push(`request: ${request.method()} ${request.url()} failed: ${why}`)
  }

  #onResponse(response: Response): void {
    const status = response.status()
    if (status < 400 || this.#expected.has(status)) return
    this.#problems.push(`response: ${status} to ${response.request().method()} ${response.url()}`)
  }
}
