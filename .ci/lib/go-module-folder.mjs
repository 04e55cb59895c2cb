/** Reads what `go mod download -json` says of one module and prints its folder, or why it has none. */
import { readFileSync } from 'node:fs'

const answer = readFileSync(0, 'utf8').trim()
const { Dir: folder, Error: reason = 'go mod download gave no answer' } = JSON.parse(answer || '{}')
if (folder === undefined) {
  console.error(reason)
  process.exitCode = 1
} else console.log(folder)
