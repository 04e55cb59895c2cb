/**
 * Usage: schemathesis-counts.mjs <file of schemathesis' JSON report> <least number of cases>.
 * Prints the counts on one line. Exits with 1 unless every operation was tried, with at least so
 * many cases, and none failed.
 */
import { readFileSync } from 'node:fs'

const [file = '', least = '0'] = process.argv.slice(2)
const {
  operations,
  test_cases: cases,
  filtered,
  errors,
  complete,
} = JSON.parse(readFileSync(file, 'utf8'))
console.log(
  `${cases.generated} cases, ${operations.tested} of ${operations.total} operations, ` +
    `${cases.unique_failures} failures, ${errors.length} errors, ${filtered} refusals excused`,
)
const isWhole = complete && operations.tested === operations.total && errors.length === 0
const isEnough = cases.generated >= Number(least)
if (!isWhole || !isEnough || cases.unique_failures > 0) process.exitCode = 1
