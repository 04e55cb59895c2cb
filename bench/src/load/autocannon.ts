import autocannon from 'autocannon'
import type { LoadGenerator, PlannedRequest } from './load.ts'

/**
 * For machines without wrk. It costs about as much as the servers it loads, so that ratios
 * come out nearer to 1 than with wrk.
 */
export const autocannonLoad: LoadGenerator = {
  name: 'autocannon',
  run: async ({ origin, requests, connections, seconds }) => {
    let next = 0
    const result = await autocannon({
      url: origin,
      connections,
      duration: seconds,
      timeout: 5,
      // Every connection has a part of the list: all with the whole would ask in step.
      setupClient: (client) => {
        client.setRequests(part(requests, { index: next++, of: connections }))
      },
    })
    return {
      requests: result.requests.total,
      seconds: result.duration,
      p50Ms: result.latency.p50,
      p99Ms: result.latency.p99,
      failures: result.errors + result['4xx'] + result['5xx'],
    }
  },
}

function part(
  requests: readonly PlannedRequest[],
  { index, of }: { index: number; of: number },
): autocannon.Request[] {
  const length = Math.ceil(requests.length / of)
  const start = (index * length) % requests.length
  return requests
    .slice(start, start + length)
    .map(({ path, headers }) => ({ method: 'GET' as const, path, headers: { ...headers } }))
}
