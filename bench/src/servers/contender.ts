import { join } from 'node:path'
import type { Closers } from '../closers.ts'
import type { CollectionData } from '../data/dataset.ts'
import type { PlannedRequest } from '../load/load.ts'
import type { Backends } from './backends.ts'

export interface Process {
  readonly origin: string
  readonly pid: number
}

export interface Contender extends Process {
  readonly title: string
  /** Others that share the load. */
  readonly peers?: readonly Process[]
  /** Puts documents where this contender wants them. */
  readonly prepare?: (data: CollectionData) => Promise<void>
  /** How this contender is asked for the same. */
  readonly translate?: (request: PlannedRequest) => PlannedRequest
}

export interface ContenderOptions {
  readonly backends: Backends
  readonly bundle: string
  /** Another build of CStore. */
  readonly otherBundle?: string | undefined
  /** Folder for profiles of CStore; absent: not profiled. */
  readonly profile?: string | undefined
  readonly closers: Closers
}

export function programFile(name: string): string {
  return join(import.meta.dirname, '..', 'contenders', `${name}.ts`)
}
