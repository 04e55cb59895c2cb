import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { AssetsError, type Input, type Published, publishRelease } from '@cstore/assets'
import { count, megabytes } from '../amounts.ts'
import type { Context } from '../context.ts'
import { CONSOLE, defaultFiles } from '../default-inputs.ts'
import { EXIT } from '../exit-codes.ts'
import { collect } from '../option-values.ts'
import { startProgress } from '../progress.ts'
import { watchStopSignals } from '../stop-signals.ts'
import { describePruned } from './describe-pruned.ts'
import { addRetentionOptions, pruneOptions, type RetentionOptions } from './retention-options.ts'

interface PublishOptions extends RetentionOptions {
  /** False for none, true for the console. */
  readonly site: string | boolean
  readonly files?: readonly string[]
}

export function publishCommand(context: Context): Command {
  const command = new Command('publish')
    .description(
      'Publish folders as one release, which is served at once and whole, or not at all. Files that are ' +
        'there already are not written again, and earlier releases stay for a while.',
    )
    .option('--site <dir>', 'built site whose names stay as they are (default: the console)')
    .option('--no-site', 'only plain files')
    .option(
      '--files <dir>',
      'folder of plain files, which get a hash into their names; may be given several times (default: apps/assets/public)',
      collect,
    )
  return addRetentionOptions(command)
    .addHelpText('after', '\nExit codes: 0 published, 2 not.')
    .addHelpText(
      'after',
      '\nExample:\n  cstore-assets publish --target /srv/cstore --files ./pictures --keep 10',
    )
    .action((options: PublishOptions) => publish(options, context))
}

async function publish(options: PublishOptions, context: Context): Promise<void> {
  const inputs = inputsOf(options)
  const stop = watchStopSignals()
  const progress = startProgress({
    output: context.stderr,
    quiet: options.quiet === true,
    now: Date.now,
  })
  try {
    const published = await publishRelease({
      ...pruneOptions(options, context),
      inputs,
      signal: stop.signal,
      onProgress: (amount) => progress.update(amount),
    }).finally(() => progress.stop())
    report(published, { options, context })
  } catch (error) {
    const stopped = error instanceof AssetsError && error.code === 'CSTORE_ASSETS_STOPPED'
    if (!stopped) throw error
    context.stderr.write(`${error.message}\n`)
    context.exitCode = stop.exitCode() ?? EXIT.trouble
  } finally {
    stop.dispose()
  }
}

function inputsOf({ site, files = defaultFiles() }: PublishOptions): Input[] {
  const plain = files.map((folder): Input => ({ kind: 'files', folder }))
  if (site === false) return plain
  const folder = typeof site === 'string' ? site : CONSOLE
  if (folder === CONSOLE && !existsSync(CONSOLE)) {
    throw new AssetsError(
      'CSTORE_ASSETS_INPUT',
      `The console is not built: there is no ${CONSOLE}. Run \`pnpm build\`, or name a folder with --site.`,
    )
  }
  return [{ kind: 'site', folder }, ...plain]
}

function report(
  published: Published,
  { options, context }: { options: PublishOptions; context: Context },
): void {
  const { release, isUnchanged, files, reused, bytes, pruned, pruneProblem } = published
  if (options.json) context.stdout.write(`${JSON.stringify(published)}\n`)
  if (pruneProblem !== undefined) {
    context.stderr.write(`Earlier releases were not pruned. ${pruneProblem}\n`)
  }
  if (options.quiet) return
  const what = `${count(files, 'file')}, ${megabytes(bytes)}`
  context.stderr.write(
    isUnchanged
      ? `${release} is served already, nothing has changed: ${what}.\n`
      : `${release} is served: ${what}; ${reused} were there already.\n`,
  )
  if (pruned !== null) context.stderr.write(describePruned(pruned))
}
