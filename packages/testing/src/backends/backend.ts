/**
 * A backend is a server that tests run against. Strategies for finding one are tried in a fixed
 * order, strongest first; each answers a backend or the reason why it cannot be used, and the
 * reasons go into the report: no run is silently weaker than another.
 */
export interface RunningBackend {
  /** How it is called in the report: what it is and where it came from. */
  readonly name: string
  readonly version: string
  /** For shared servers: where it is. */
  readonly url?: string
  /** For containers: the image, of which tests may start more. */
  readonly image?: string
  /** Ends what the strategy started; does nothing to a server that was there before. */
  close(): Promise<void>
}

/** What a strategy answers: a backend, or why there is none. */
type Attempt = { readonly backend: RunningBackend } | { readonly reason: string }

export interface Strategy {
  readonly name: string
  attempt(): Promise<Attempt>
}

interface PassedOver {
  readonly strategy: string
  readonly reason: string
}

export interface Resolution {
  readonly backend: RunningBackend | null
  /** The stronger strategies that could not be used, strongest first. */
  readonly passedOver: readonly PassedOver[]
}

/** Tries the strategies in order; an error thrown by one (not a reason) fails the whole run. */
export async function resolveBackend(strategies: readonly Strategy[]): Promise<Resolution> {
  const passedOver: PassedOver[] = []
  for (const strategy of strategies) {
    const answer = await strategy.attempt()
    if ('backend' in answer) return { backend: answer.backend, passedOver }
    passedOver.push({ strategy: strategy.name, reason: answer.reason })
  }
  return { backend: null, passedOver }
}

/** Adds the version, which proves that the server answers; one that does not is closed again. */
export async function withVersion<
  T extends Omit<RunningBackend, 'version'> & { readonly url: string },
>(
  backend: T,
  version: (url: string) => Promise<string>,
): Promise<T & { readonly version: string }> {
  try {
    return { ...backend, version: await version(backend.url) }
  } catch (error) {
    await backend.close()
    throw error
  }
}

/** The message of an unknown error, on one line, for a reason. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '')
    return error.errors.map(reasonOf).join('; ')
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0]?.trim() ?? ''
}
