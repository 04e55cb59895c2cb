/**
 * A process that writes to an embedded server of its own and says each acknowledged write on its
 * standard output, until it is killed. Arguments: data directory, first number.
 */
import { MongoClient } from 'mongodb'
import { startEmbeddedMongo } from '../embedded-mongo.ts'

const WRITERS = 8

const [dataDir = '', first = '0'] = process.argv.slice(2)
const server = await startEmbeddedMongo({ dataDir })
const client = await new MongoClient(server.uri).connect()
const items = client.db('crash').collection<{ _id: number }>('items')
let next = Number(first)

async function write(): Promise<never> {
  for (;;) {
    const id = next++
    await items.insertOne({ _id: id })
    await items.updateOne({ _id: -1 }, { $max: { last: id } }, { upsert: true })
    process.stdout.write(`${id}\n`)
  }
}

await Promise.all(Array.from({ length: WRITERS }, write))
