/**
 * Tests that a server cannot pass, by full name, each under the known difference that is in its way.
 *
 * Usage: left-out.mjs list <file>             prints them
 *        left-out.mjs pattern <file>          prints a pattern for `vitest -t` that runs all others
 *        left-out.mjs check <file> <report>   exits with 1 unless each was left out of that run, and
 *                                             is one test
 */
import { readFileSync } from 'node:fs'

const [command, file, report] = process.argv.slice(2)
const read = (path) => JSON.parse(readFileSync(path, 'utf8'))
const leftOut = read(file)
const names = Object.values(leftOut).flat()

function list() {
  for (const [difference, tests] of Object.entries(leftOut)) {
    console.log(`  because of "${difference}":`)
    for (const test of tests) console.log(`    ${test}`)
  }
}

function pattern() {
  console.log(`^(?!(?:${names.map((name) => RegExp.escape(name)).join('|')})$)`)
}

function check() {
  const tests = read(report).testResults.flatMap(({ assertionResults }) => assertionResults)
  const left = tests
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ ancestorTitles, title }) => [...ancestorTitles, title].join(' > '))
  for (const name of names) {
    const count = left.filter((other) => other === name).length
    if (count === 1) continue
    console.error(`Expected to leave out one test named "${name}", as ${file} says, got ${count}`)
    process.exitCode = 1
  }
}

const commands = { list, pattern, check }
commands[command]()
