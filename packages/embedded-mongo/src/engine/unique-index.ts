import { duplicateKey } from './duplicate-key.ts'
import type { IndexSpec } from './index-spec.ts'
import type { StoredRecord } from './stored-record.ts'

/** Which document holds which entry of a unique index. */
export class UniqueIndex {
  readonly #spec: IndexSpec
  readonly #namespace: string
  readonly #holders = new Map<string, string>()

  constructor(spec: IndexSpec, namespace: string) {
    this.#spec = spec
    this.#namespace = namespace
  }

  /** @throws CommandError DuplicateKey when another document than `formerKey` holds an entry. */
  check(record: StoredRecord, formerKey: string | undefined): void {
    for (const [entry, values] of this.#spec.entriesOf(record)) {
      const holder = this.#holders.get(entry)
      if (holder === undefined || holder === formerKey) continue
      throw duplicateKey({
        namespace: this.#namespace,
        index: this.#spec.name,
        keyPattern: this.#spec.keyPattern,
        keyValue: this.#spec.named(values),
      })
    }
  }

  add(record: StoredRecord): void {
    for (const entry of this.#spec.entriesOf(record).keys()) this.#holders.set(entry, record.key)
  }

  remove(record: StoredRecord): void {
    for (const entry of this.#spec.entriesOf(record).keys()) this.#holders.delete(entry)
  }

  replace(former: StoredRecord, record: StoredRecord): void {
    this.remove(former)
    this.add(record)
  }
}
