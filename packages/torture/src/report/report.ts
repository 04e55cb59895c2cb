/** What a person wants to know of a run, as Markdown that also reads well in a terminal. */
import { catalogue } from '../faults/catalogue.ts'
import { commandOf } from '../options.ts'
import type { TortureResult } from '../run-torture.ts'
import { excerpt } from './excerpt.ts'
import { type Summary, summarize } from './summary.ts'
import { table } from './table.ts'

const faultNames = catalogue.map(({ name }) => name)

const meanings = {
  stale: 'less than was acknowledged before the read began',
  inversion: 'less than an earlier-finished read returned',
  future: 'what nobody had begun to write',
  lost: 'an acknowledged write undone, or a refused one done',
}

export function formatReport(result: TortureResult): string {
  const summary = summarize(result)
  return [
    `# ${title(result, summary)}`,
    `\`${commandOf(result.options, faultNames)}\``,
    ...figures(summary),
    ...crashes(result),
    '## Violations',
    table(
      ['rule', 'count', 'longest ms', 'meaning'],
      summary.byRule.map(({ rule, count, longestMs }) => [
        rule,
        count,
        longestMs.toFixed(1),
        meanings[rule],
      ]),
    ),
    `Declared stale by the server and not counted above: ${summary.declared}`,
    ...firstOf(result, summary),
    '',
  ].join('\n\n')
}

function title({ options }: TortureResult, { violations, operations, seconds }: Summary): string {
  const engine = options.engine === 'cstore' ? `cstore (${options.policy})` : options.engine
  const found = violations.length === 0 ? 'no violation' : `${violations.length} violations`
  return `${engine}: ${found} in ${operations} operations, ${seconds.toFixed(1)} s`
}

function figures(summary: Summary): string[] {
  const { byKind, byCache, hitRatio, faults, operationsPerSecond, troubles } = summary
  return [
    `${operationsPerSecond.toFixed(0)} operations per second; hit ratio ${(hitRatio * 100).toFixed(1)} %`,
    table(
      ['operation', 'ok', 'failed', 'unknown'],
      byKind.map(({ kind, ok, failed, unknown }) => [kind, ok, failed, unknown]),
    ),
    table(
      ['reads', 'hit', 'hit, marked stale', 'miss', 'bypass', 'not told'],
      [['', byCache.hit, byCache.stale, byCache.miss, byCache.bypass, byCache.none]],
    ),
    troubles.length === 0
      ? 'Every operation succeeded.'
      : `Not successful: ${troubles.map(({ kind, answer, count }) => `${count} × ${kind} ${answer}`).join(', ')}.`,
    faults.length === 0
      ? 'No faults.'
      : table(
          ['fault', 'times', 'seconds in all', ''],
          faults.map(({ name, count, totalMs, partialPartition }) => [
            name,
            count,
            (totalMs / 1000).toFixed(1),
            partialPartition ? 'partial partition' : '',
          ]),
        ),
  ]
}

function crashes({ crashes: found, startMs }: TortureResult): string[] {
  return found.map(({ atMs, process, log }) => {
    const at = ((atMs - startMs) / 1000).toFixed(1)
    return `Process ${process} ended by itself at ${at} s. The end of its log:\n\n\`\`\`\n${log}\n\`\`\``
  })
}

function firstOf(result: TortureResult, { violations }: Summary): string[] {
  const [first] = violations
  return first === undefined ? [] : ['## The first', excerpt(result, first)]
}
