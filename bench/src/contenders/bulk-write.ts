/**
 * The most that the MongoDB driver can do with a file of documents, as mongoimport does it: a thousand
 * at a time, unordered. Arguments: address of MongoDB, name of the database, file, and `ahead` to read
 * the next thousand while one is written, or `plain`. Tells how long it took, and leaves nothing there.
 */
import { open } from 'node:fs/promises'
import { MongoClient } from 'mongodb'

const BATCH = 1000

const [, , uri = '', database = '', path = '', mode] = process.argv
const client = await MongoClient.connect(uri, {
  writeConcern: { w: 'majority', journal: true },
  retryWrites: false,
})
const collection = client.db(database).collection<{ _id: string }>('driver')

let batch: { _id: string }[] = []
let writing: Promise<unknown> = Promise.resolve()
async function write(): Promise<void> {
  await writing
  writing = collection.bulkWrite(
    batch.map((document) => ({ insertOne: { document } })),
    { ordered: false },
  )
  batch = []
  if (mode !== 'ahead') await writing
}

const before = process.cpuUsage()
const startedMs = performance.now()
await using file = await open(path)
for await (const line of file.readLines()) {
  const { id, ...fields } = JSON.parse(line)
  batch.push({ _id: id, ...fields })
  if (batch.length === BATCH) await write()
}
if (batch.length > 0) await write()
await writing
const ms = performance.now() - startedMs
const { user, system } = process.cpuUsage(before)
const documents = await collection.countDocuments()
process.stdout.write(`${JSON.stringify({ documents, ms, cpuMs: (user + system) / 1000 })}\n`)
await collection.drop()
await client.close()
