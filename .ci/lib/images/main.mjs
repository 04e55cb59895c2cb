/** Usage: main.mjs <folder for files> <Debian image>. Tries the images cstore-test/{api,assets,cdn} in containers. */
import assert from 'node:assert/strict'
import { tryApi } from './api-trial.mjs'
import { tryAssets } from './assets-trial.mjs'
import { docker, inspect, removeAll } from './containers.mjs'
import { tryRollingUpdate } from './rolling-update.mjs'
import { IMAGES, startTopology } from './topology.mjs'

const [own = '', debian = ''] = process.argv.slice(2)
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    void removeAll().finally(() => process.exit(143))
  })
}

async function step(work) {
  const startedMs = performance.now()
  console.log(`${await work()} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`)
}

try {
  await step(imagesAreAsTheyShouldBe)
  const topology = await startTopology({ own, debian })
  await step(() => tryAssets(topology))
  await step(() => tryApi(topology))
  await step(() => tryRollingUpdate(topology))
} finally {
  await removeAll()
}

async function imagesAreAsTheyShouldBe() {
  const sizes = []
  for (const [name, image] of Object.entries(IMAGES)) {
    const user = await inspect(image, '{{.Config.User}}')
    assert.match(
      user,
      /^1\d{4}:1\d{4}$/,
      `Expected a user of 10000 or more in ${image}, got "${user}"`,
    )
    const history = await docker('history', '--no-trunc', '--format={{.CreatedBy}}', image)
    assert.doesNotMatch(history, /npm_config_registry/, `${image} tells where packages came from`)
    sizes.push(`${name} ${Math.round(Number(await inspect(image, '{{.Size}}')) / 1e6)} MB`)
  }
  return `Images: ${sizes.join(', ')}, with the base`
}
