/**
 * Usage: await-mongo.mjs <uri> <seconds>. Waits until a MongoDB server answers and prints its
 * version; exits with 1 when it does not in time.
 */
import { createRequire } from 'node:module'

const [uri = '', seconds = '30'] = process.argv.slice(2)
const { MongoClient } = createRequire(
  new URL('../../packages/store/package.json', import.meta.url),
)('mongodb')
const client = new MongoClient(uri, { serverSelectionTimeoutMS: Number(seconds) * 1000 })
try {
  const info = await client.db('admin').command({ buildInfo: 1 })
  const own = info.secantusVersion ?? info.ferretdbVersion ?? info.ferretdb?.version
  console.log(own === undefined ? info.version : `${own} (as MongoDB ${info.version})`)
} catch (error) {
  console.error(`No MongoDB server answered within ${seconds} s: ${error.message}`)
  process.exitCode = 1
} finally {
  await client.close()
}
