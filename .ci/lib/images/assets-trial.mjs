/** The assets image publishes the console into a volume, and the CDN image serves it from there. */
import assert from 'node:assert/strict'
import { send } from './clients.mjs'
import { docker, healthy, inspect, origin, runToEnd, start, stop, volume } from './containers.mjs'
import { IMAGES } from './topology.mjs'

export async function tryAssets({ net, debian }) {
  const assets = await volume('assets', { owner: 10080, image: debian })
  assert.equal(
    await runToEnd({
      image: IMAGES.assets,
      options: ['--network=none', '--entrypoint=id'],
      command: ['-u'],
    }),
    '10080',
  )
  await runToEnd({
    image: IMAGES.assets,
    options: [
      '--network=none',
      '--tmpfs=/tmp:mode=1777',
      '--memory=512m',
      '--memory-swap=512m',
      `--volume=${assets}:/srv/cstore`,
    ],
  })
  const cdn = await start('cdn', {
    image: IMAGES.cdn,
    options: [
      `--network=${net}`,
      '--publish=127.0.0.1::8080',
      '--tmpfs=/tmp:mode=1777,size=64m',
      '--memory=256m',
      '--cpus=0.3',
      '--group-add=10080',
      '--health-interval=1s',
      `--volume=${assets}:/srv/cstore:ro`,
    ],
  })
  await healthy(cdn)
  assert.equal(await docker('exec', cdn, 'id', '-u'), '10101')
  assert.equal(await inspect(cdn, '{{.Config.StopSignal}}'), 'SIGQUIT')
  const at = await origin(cdn, 8080)
  const page = await send(at, { path: '/' })
  assert.equal(page.status, 200)
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.text)?.[1]
  assert.ok(script !== undefined, `Expected a page with a script, got ${page.text.slice(0, 200)}`)
  const asset = await send(at, { path: script, headers: { 'accept-encoding': 'br' } })
  assert.equal(asset.status, 200)
  assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(asset.headers['content-encoding'], 'br')
  assert.equal(await stop(cdn), 0, 'Expected exit code 0 after SIGQUIT')
  return 'Assets: the console was published and is served, compressed, by a CDN that ended with 0'
}
