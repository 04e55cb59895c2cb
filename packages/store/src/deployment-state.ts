import { randomBytes, randomUUID } from 'node:crypto'
import { Binary, type Collection, type Db } from 'mongodb'
import { isDuplicateKey, mapErrors } from './driver-errors.ts'
import { StoreUnavailableError } from './store-errors.ts'

/** What all instances on one database share. */
export interface DeploymentState {
  /** Identity of the deployment: made once, with the database. */
  readonly instanceId: string
  /** Signs cursors. */
  readonly cursorSecret: Buffer
}

interface StateRecord {
  readonly _id: string
  readonly instanceId: string
  readonly cursorSecret: Binary
}

const STATE_COLLECTION = 'cstore.state'
const STATE_ID = 'deployment'
const SECRET_BYTES = 32

/** Reads the state; the first instance makes it, and whoever loses that race reads the winner's. */
export function loadDeploymentState(db: Db, maxTimeMS: number): Promise<DeploymentState> {
  const records = db.collection<StateRecord>(STATE_COLLECTION)
  return mapErrors('read', async () => {
    const found = await readState(records, maxTimeMS)
    if (found !== null) return found
    try {
      await records.insertOne(newRecord(), { maxTimeMS })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
    const made = await readState(records, maxTimeMS)
    if (made === null) throw new StoreUnavailableError(false)
    return made
  })
}

async function readState(
  records: Collection<StateRecord>,
  maxTimeMS: number,
): Promise<DeploymentState | null> {
  const record = await records.findOne({ _id: STATE_ID }, { maxTimeMS })
  return (
    record && {
      instanceId: record.instanceId,
      cursorSecret: Buffer.from(record.cursorSecret.value()),
    }
  )
}

function newRecord(): StateRecord {
  return {
    _id: STATE_ID,
    instanceId: randomUUID(),
    cursorSecret: new Binary(randomBytes(SECRET_BYTES)),
  }
}
