import { MongoClient } from 'mongodb'
import { DATABASE } from '../servers/cstore.ts'
import { documentAt } from './documents.ts'
import { range } from './range.ts'

export interface Filling {
  readonly collection: string
  readonly bytes: number
  readonly documents: number
}

const BATCH = 10_000

/** As another program would write them: what is measured needs many documents, not CStore's import. */
export async function insertDirectly(
  mongoUri: string,
  { collection, bytes, documents }: Filling,
): Promise<void> {
  const client = await MongoClient.connect(mongoUri)
  try {
    const target = client.db(DATABASE).collection<{ _id: string }>(collection)
    for (let start = 0; start < documents; start += BATCH) {
      const batch = range(Math.min(BATCH, documents - start)).map((place) => {
        const { id: _id, group, text } = documentAt(start + place, bytes)
        return { _id, group, text }
      })
      await target.insertMany(batch, { ordered: false })
    }
  } finally {
    await client.close()
  }
}
