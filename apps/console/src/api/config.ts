/** What differs from one environment to the next. One build serves them all. */
export interface ConsoleConfig {
  /** Where the API is; empty: where the console itself came from. */
  readonly apiUrl: string
}

const TIMEOUT_MS = 10_000

/** @throws Error when there is no answer, or another one */
export async function loadConfig(): Promise<ConsoleConfig> {
  const response = await fetch('/config.json', {
    cache: 'no-cache',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (!response.ok) throw new Error(`/config.json was answered with ${response.status}.`)
  const config: unknown = await response.json()
  if (isConfig(config)) return config
  throw new Error('Expected /config.json to be like {"apiUrl": ""}.')
}

function isConfig(value: unknown): value is ConsoleConfig {
  return (
    typeof value === 'object' &&
    value !== null &&
    'apiUrl' in value &&
    typeof value.apiUrl === 'string'
  )
}
