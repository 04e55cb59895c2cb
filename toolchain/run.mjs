/**
 * What `npm start`, `npm test` and `npm run cstore` do first: fetch the pinned Node.js and
 * pnpm, install the dependencies, build; each only when something changed since the last
 * time. Then runs the command on the pinned Node.js and ends as it ends.
 *
 * Plain JavaScript, because this runs on whatever Node.js (20 or newer) the machine has. What
 * it does it says on stderr, because stdout belongs to the command.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { withLock } from './lock.mjs'

const TOOLCHAIN = import.meta.dirname
const ROOT = join(TOOLCHAIN, '..')
const BINARIES = [join(TOOLCHAIN, 'node_modules', '.bin'), join(ROOT, 'node_modules', '.bin')]
const CSTORE = join(ROOT, 'apps', 'cli', 'dist', 'cstore.js')

const environment = {
  ...process.env,
  PATH: [...BINARIES, process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
}

/** Bounds what V8 lets lie of short-lived objects, MiB; by itself it would be four times as much. */
const NODE = ['node', '--max-semi-space-size=16', '--enable-source-maps']

const COMMANDS = {
  start: (args) => [...NODE, CSTORE, 'serve', ...args],
  cstore: (args) => [...NODE, CSTORE, ...args],
  test: (args) => ['vitest', 'run', ...args],
}

/** Runs a set-up step in silence; its output is shown only when it fails. */
function run([command, ...args], { cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} failed:\n${output}`)),
    )
  })
}

/** Shows that it goes on: a line per step, and the seconds it takes where a terminal shows them. */
async function step(title, work) {
  const startedMs = Date.now()
  const seconds = () => `${((Date.now() - startedMs) / 1000).toFixed(0)} s`
  const live = process.stderr.isTTY
  const ticker = live && setInterval(() => process.stderr.write(`\r${title} … ${seconds()}`), 1000)
  process.stderr.write(`${title} …${live ? '' : '\n'}`)
  try {
    await work()
    process.stderr.write(live ? `\r${title} … ${seconds()}, done\n` : `  done in ${seconds()}\n`)
  } finally {
    clearInterval(ticker)
  }
}

/** Does the work only when the files are not those of the last time it was done. */
async function whenChanged({ title, files, stamp }, work) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  const digest = `${hash.digest('hex')} ${process.platform}-${process.arch}`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  await step(title, work)
  writeFileSync(stamp, digest)
}

const manifests = () =>
  ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .map((name) => join(ROOT, folder, name, 'package.json'))
      .filter((file) => existsSync(file)),
  )

const build = () => run(['turbo', 'run', 'build', '--output-logs=errors-only'])

async function setUp() {
  await whenChanged(
    {
      title: 'Fetching the pinned Node.js and pnpm',
      files: [join(TOOLCHAIN, 'package.json'), join(TOOLCHAIN, 'package-lock.json')],
      stamp: join(TOOLCHAIN, 'node_modules', '.installed'),
    },
    // `npm ci` demands a lock file with every platform's package; `--no-save` keeps ours as it is.
    () => run(['npm', 'install', '--no-save', '--no-audit', '--no-fund'], { cwd: TOOLCHAIN }),
  )
  await whenChanged(
    {
      title: 'Installing the dependencies',
      files: [join(ROOT, 'pnpm-lock.yaml'), join(ROOT, 'package.json'), ...manifests()],
      stamp: join(ROOT, 'node_modules', '.installed'),
    },
    () => run(['pnpm', 'install', '--frozen-lockfile']),
  )
  // Turborepo knows what changed; only the first build takes long enough to be told about.
  await (existsSync(CSTORE) ? build() : step('Building', build))
}

/** Runs the command in the foreground: its signals, its output, its exit code. */
function runForeground([command, ...args]) {
  const child = spawn(command, args, { cwd: process.cwd(), env: environment, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Ctrl-C reaches the command from the terminal itself; twice would mean "at once".
    const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY
    process.on(signal, () => fromTerminal || child.kill(signal))
  }
  // Killed without a signal that can be passed on, npm leaves this process behind; end then.
  const parent = process.ppid
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref()
  child.on('error', fail)
  child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

function fail(error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

const [name = '', ...args] = process.argv.slice(2)
const command = COMMANDS[name]
if (!command) fail(`Expected one of ${Object.keys(COMMANDS).join(', ')}, got "${name}".`)
const major = Number(process.versions.node.split('.')[0])
if (major < 20) fail(`CStore needs Node.js 20 or newer, this is ${process.version}.`)
try {
  await withLock(join(TOOLCHAIN, '.lock'), setUp)
  runForeground(command(args))
} catch (error) {
  fail(error)
}
