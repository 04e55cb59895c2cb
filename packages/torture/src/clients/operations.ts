/** The four operations, each sent once, never repeated, and recorded with all that is known of it. */
import { deletionVersion, logicalVersion } from '../history/logical-version.ts'
import type { Operation, OperationKind, Outcome } from '../history/operation.ts'
import type { Recorder } from '../history/recorder.ts'
import { bodyOf, cacheOutcomeOf, outcomeOfWrite, shortAnswer, versionOfTag } from './answers.ts'
import { type Answer, type Call, type HttpCaller, NoAnswerError } from './http-caller.ts'
import type { Key, Sighting } from './key-space.ts'

export interface Target {
  readonly key: Key
  /** Index of the process to ask. */
  readonly process: number
}

type Told = Pick<Operation, 'version' | 'writtenBy'>

export class Operations {
  readonly #recorder: Recorder
  readonly #callers: readonly HttpCaller[]

  constructor(recorder: Recorder, callers: readonly HttpCaller[]) {
    this.#recorder = recorder
    this.#callers = callers
  }

  /** `conditional`: asks whether the document is still as it was seen. */
  async read(target: Target, conditional = false): Promise<void> {
    const seen = conditional ? target.key.sighting : null
    const headers = seen === null ? {} : { 'if-none-match': seen.etag }
    await this.#perform('read', target, {
      call: { method: 'GET', path: target.key.path, headers },
      understand: (answer) => readBy(answer, { key: target.key, seen }),
    })
  }

  /** `id` is what the document carries once it is written. */
  put({ key, process }: Target): { id: number; done: Promise<void> } {
    const id = this.#recorder.nextId()
    const { life } = key
    key.beginWrite()
    const plan = {
      id,
      call: { method: 'PUT', path: key.path, body: { counter: id, life } },
      understand: (answer: Answer) => writtenBy(answer, life),
    } as const
    const done = this.#perform('put', { key, process }, plan).then((outcome) =>
      key.endWrite(outcome),
    )
    return { id, done }
  }

  /** Only what was seen is changed: with `If-Match`. */
  async patch({ key, process }: Target, seen: Sighting): Promise<void> {
    const id = this.#recorder.nextId()
    const { life } = key
    key.beginWrite()
    const outcome = await this.#perform(
      'patch',
      { key, process },
      {
        id,
        replaces: seen.version,
        call: {
          method: 'PATCH',
          path: key.path,
          headers: { 'if-match': seen.etag, 'content-type': 'application/merge-patch+json' },
          body: { counter: id },
        },
        understand: (answer) => writtenBy(answer, life),
      },
    )
    key.endWrite(outcome)
  }

  /** The key must be `deletable`. */
  async delete({ key, process }: Target): Promise<Outcome> {
    key.beginDeletion()
    // Also when its answer is lost: nobody else can have made this version.
    const version = deletionVersion(key.life)
    const outcome = await this.#perform(
      'delete',
      { key, process },
      {
        version,
        call: { method: 'DELETE', path: key.path },
        // It was there, and nobody else deletes: "not found" is not an answer we can place.
        understand: (answer) => ({
          outcome: answer.status === 404 ? 'unknown' : outcomeOfWrite(answer),
          version,
        }),
      },
    )
    key.endDeletion(outcome)
    return outcome
  }

  async #perform(
    kind: OperationKind,
    { key, process }: Target,
    plan: {
      readonly id?: number
      readonly call: Call
      readonly version?: number
      readonly replaces?: number
      readonly understand: (answer: Answer) => { outcome: Outcome } & Told
    },
  ): Promise<Outcome> {
    const { id = this.#recorder.nextId(), call, understand, version, replaces } = plan
    const invoked = performance.now()
    const result = await this.#send(process, call, kind)
    const returned = performance.now()
    const told = 'answer' in result ? understand(result.answer) : { outcome: result.outcome }
    this.#recorder.add({
      id,
      key: key.name,
      kind,
      process,
      invoked,
      returned,
      cache: 'answer' in result ? cacheOutcomeOf(result.answer) : 'none',
      answer: 'answer' in result ? shortAnswer(result.answer) : result.code,
      ...(version === undefined ? {} : { version }),
      ...(replaces === undefined ? {} : { replaces }),
      ...told,
    })
    return told.outcome
  }

  async #send(
    process: number,
    call: Call,
    kind: OperationKind,
  ): Promise<{ answer: Answer } | { outcome: Outcome; code: string }> {
    const caller = this.#callers[process]
    if (caller === undefined) throw new RangeError('Expected the index of a process')
    try {
      return { answer: await caller.call(call) }
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error
      // Nobody listened, so nobody can have done it.
      const surelyNot = kind === 'read' || error.code === 'ECONNREFUSED'
      return { outcome: surelyNot ? 'failed' : 'unknown', code: error.code }
    }
  }
}

function readBy(
  answer: Answer,
  { key, seen }: { key: Key; seen: Sighting | null },
): { outcome: Outcome } & Told {
  if (answer.status === 404) return { outcome: 'ok', version: 'absent' }
  if (answer.status === 304 && seen !== null)
    return { outcome: 'ok', version: seen.version, writtenBy: seen.writtenBy }
  const etag = answer.headers.etag
  const version = versionOfTag(etag)
  const body = answer.status === 200 ? bodyOf(answer) : null
  if (etag === undefined || version === null || body === null) return { outcome: 'failed' }
  const logical = logicalVersion(body.life, version)
  if (body.life === key.life) key.sighting = { etag, version: logical, writtenBy: body.counter }
  return { outcome: 'ok', version: logical, writtenBy: body.counter }
}

function writtenBy(answer: Answer, life: number): { outcome: Outcome } & Told {
  const outcome = outcomeOfWrite(answer)
  const version = versionOfTag(answer.headers.etag)
  if (outcome !== 'ok') return { outcome }
  // A success that does not say which version it made proves nothing.
  return version === null
    ? { outcome: 'unknown' }
    : { outcome, version: logicalVersion(life, version) }
}
