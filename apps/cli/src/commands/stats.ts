import { clearScreenDown, cursorTo } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { CliError } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { paint } from '../output/paint.ts'
import { write, writeJson } from '../output/write.ts'
import { connectTo } from '../server/api-client.ts'
import { shownAddress } from '../server/server-address.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'
import { look } from '../stats/look.ts'
import type { Snapshot } from '../stats/snapshot.ts'
import { statistics } from '../stats/statistics.ts'
import { statisticsText } from '../stats/statistics-view.ts'
import { watchStopSignals } from '../stop-signals.ts'
import { duration } from '../time-options.ts'

interface StatsOptions extends ServerOptions {
  readonly watch?: true | number
  readonly json?: true
}

const WATCH_EVERY_MS = 2000
const MIN_EVERY_MS = 200

export function statsCommand(context: Context): Command {
  const command = new Command('stats')
    .summary('show how a server is')
    .description(
      'Show how a server is: what /api/health and /metrics tell, in words. Needs no key. Each process ' +
        'counts for itself, so ask a process and not a load balancer.',
    )
    .option('--watch [span]', 'go on, showing what is new every 2 s, or as often as said', every)
    .option('--json', 'print all of it on one line; with --watch, a line each time')
  return addServerOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  cstore stats\n  cstore stats --watch 5s\n' +
        '  cstore stats --json | jq .statistics.documents.hitRatio',
    )
    .action((options: StatsOptions) => stats(options, context))
}

function every(text: string): number {
  const everyMs = duration(text)
  if (everyMs >= MIN_EVERY_MS) return everyMs
  throw new InvalidArgumentError(`Expected a time span of ${MIN_EVERY_MS}ms or more.`)
}

async function stats(options: StatsOptions, context: Context): Promise<void> {
  const show = (before: Snapshot | null): Promise<Snapshot> =>
    useClient(options, context, async (client, server) => {
      const api = connectTo(server, options, context)
      const { health, snapshot } = await look({ client, api })
      const address = shownAddress(server.url)
      const seen = { address, health, statistics: statistics(snapshot, before) }
      if (options.json) await writeJson(context.stdout, seen)
      else await showPage(statisticsText(seen, context.stdout), options, context)
      return snapshot
    })
  if (options.watch === undefined) await show(null)
  else await watch(show, options.watch === true ? WATCH_EVERY_MS : options.watch, context)
}

/** Until it is stopped. A server that is away may come back. */
async function watch(
  show: (before: Snapshot | null) => Promise<Snapshot>,
  everyMs: number,
  context: Context,
): Promise<void> {
  const stop = watchStopSignals()
  try {
    let before = await show(null)
    while (!stop.signal.aborted) {
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => undefined)
      if (stop.signal.aborted) return
      try {
        before = await show(before)
      } catch (error) {
        if (!(error instanceof CliError)) throw error
        await write(context.stderr, `${error.message}\n`)
      }
    }
  } finally {
    stop.dispose()
  }
}

/** On a terminal in place of the page before, else below it. */
async function showPage(text: string, options: StatsOptions, { stdout }: Context): Promise<void> {
  if (options.watch === undefined) return write(stdout, text)
  if (stdout.isTTY !== true) return write(stdout, `${text}\n`)
  cursorTo(stdout, 0, 0)
  clearScreenDown(stdout)
  await write(stdout, `${text}\n${paint('dim', 'Ctrl-C ends this.', stdout)}\n`)
}
