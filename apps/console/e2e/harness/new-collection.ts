import type { CollectionSettingsInput, CStoreClient } from '@cstore/client'

let made = 0

/** A collection that no other test of the file knows. */
export async function newCollection(
  client: CStoreClient,
  settings: CollectionSettingsInput = {},
): Promise<string> {
  made += 1
  const name = `movies-${made}`
  await client.putSettings(name, settings)
  return name
}
