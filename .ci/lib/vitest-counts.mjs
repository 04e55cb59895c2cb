/**
 * Usage: vitest-counts.mjs <file of vitest's JSON reporter>. Prints the counts on one line.
 * Exits with 1 unless tests passed and none failed.
 */
import { readFileSync } from 'node:fs'

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const { numPassedTests: passed, numFailedTests: failed, numFailedTestSuites: failedSuites } = report
const notRun = report.numTotalTests - passed - failed
console.log(`${passed} passed, ${failed} failed, ${notRun} not run`)
if (!report.success || failed > 0 || failedSuites > 0 || passed === 0) process.exitCode = 1
