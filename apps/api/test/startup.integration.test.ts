import { PassThrough } from 'node:stream'
import { loadConfig } from '@cstore/config'
import { testMongo } from '@cstore/testing'
import { expect, it } from 'vitest'
import { serve, StartupError } from '../src/index.ts'

it('does not start with an address of Redis that cannot be meant, and repeats none of it', async () => {
  const mongo = await testMongo()
  const config = loadConfig({
    PORT: '0',
    MONGODB_URI: mongo.uri,
    CSTORE_DATABASE: mongo.database,
    REDIS_URL: 'redis+cluster://user:secret@localhost/1',
  })
  const starting = serve(config, new PassThrough())
  await expect(starting).rejects.toThrow(StartupError)
  await expect(starting).rejects.toThrow(/^(?!.*secret).*a cluster has only one/)
  await mongo.close()
})
