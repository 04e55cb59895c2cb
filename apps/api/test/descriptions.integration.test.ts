import { expect, it } from 'vitest'
import { testDeployment } from './start-api.ts'

it('describes both kinds of patches, the key of a create and the answers of purges', async () => {
  await using deployment = await testDeployment()
  const api = await deployment.start()
  const { paths } = Object(await (await api.request('/api/v1/openapi.json', { as: null })).json())
  const C = '/api/v1/collections/{collection}'
  const { patch } = paths[`${C}/documents/{id}`]
  expect(Object.keys(patch.requestBody.content)).toEqual([
    'application/merge-patch+json',
    'application/json-patch+json',
  ])
  const { post } = paths[`${C}/documents`]
  const parameters: readonly { name: string; in: string }[] = post.parameters
  expect(parameters).toContainEqual(
    expect.objectContaining({ name: 'idempotency-key', in: 'header' }),
  )
  for (const path of [`${C}/import`, `${C}/export`, `${C}/purge`, `${C}/validate`]) {
    const [operation] = Object.values<{ description?: string }>(paths[path])
    expect([path, operation?.description]).toEqual([path, expect.any(String)])
  }
})
