/** A process of its own, so that it hears answers when they come. Argument: file with what to do. */
import { readFile } from 'node:fs/promises'
import { type GeneratorSpec, runLoad } from './run-load.ts'

const [, , path = ''] = process.argv
const spec: GeneratorSpec = JSON.parse(await readFile(path, 'utf8'))
process.stdout.write(`${JSON.stringify(await runLoad(spec))}\n`)
