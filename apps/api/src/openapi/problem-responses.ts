import { PROBLEMS, type ProblemCode } from '../problems/problem-table.ts'
import { problemOf, typeOf } from '../problems/to-problem.ts'
import type { Operation } from './operation.ts'
import { problemsOf } from './operation-problems.ts'
import { headersObject, type HeaderUse } from './response-headers.ts'

const PROBLEM = { $ref: '#/components/schemas/Problem' }
const EXAMPLE_ID = '6e1f6b8e-2c5d-4d0a-9b43-1f0a6d2b1134'

/**
 * The responses that problems are, by their status: what the table of problems says of them.
 * @param headers of every answer
 */
export function problemResponses(
  operation: Operation,
  headers: readonly HeaderUse[],
): Record<string, object> {
  const byStatus = Object.groupBy(problemsOf(operation), (code) => PROBLEMS[code].status)
  const { all = [], ...some } = operation.schema.problemHeaders ?? {}
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes = []]) => {
      const own = [...all, ...(some[Number(status)] ?? []), ...headersOfProblems(codes)]
      return [status, problemResponse(Number(status), codes, [...headers, ...own])]
    }),
  )
}

function problemResponse(
  status: number,
  codes: readonly ProblemCode[],
  headers: readonly HeaderUse[],
): object {
  const properties = { status: { const: status }, code: { enum: codes } }
  return {
    description: codes
      .map((code) => `- [\`${code}\`](${typeOf(code)}): ${PROBLEMS[code].title}`)
      .join('\n'),
    headers: headersObject(headers),
    content: {
      'application/problem+json': {
        schema: { allOf: [PROBLEM, { properties }] },
        examples: Object.fromEntries(
          codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
        ),
      },
    },
  }
}

function headersOfProblems(codes: readonly ProblemCode[]): HeaderUse[] {
  const retried = codes.filter((code) => PROBLEMS[code].retryAfterSeconds !== undefined)
  const always = retried.length === codes.length
  return [
    'Cache-Control',
    ...(retried.length > 0 ? ([always ? 'Retry-After' : 'Retry-After?'] as const) : []),
    ...(codes.includes('CSTORE_RATE_LIMITED') ? (['Retry-After'] as const) : []),
    ...(codes.some((code) => PROBLEMS[code].status === 401) ? (['WWW-Authenticate'] as const) : []),
  ]
}

/** One of each, for `#/components/examples`. */
export function problemExamples(codes: Iterable<ProblemCode>): Record<string, object> {
  const sorted = [...codes].toSorted()
  return Object.fromEntries(sorted.map((code) => [code, problemExample(code)]))
}

function problemExample(code: ProblemCode): object {
  const { title, help } = PROBLEMS[code]
  const [sentence = ''] = help.split(/(?<=\.) /)
  return {
    summary: title,
    value: problemOf(code, { detail: sentence.replaceAll('`', ''), requestId: EXAMPLE_ID }),
  }
}
