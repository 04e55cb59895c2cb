/** What the API's containers need: a network, Redis as it is shipped, and a stand-in for MongoDB, each in a container. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { healthy, network, origin, start, volume } from './containers.mjs'

const ROOT = join(import.meta.dirname, '..', '..', '..')
export const IMAGES = {
  api: 'cstore-test/api',
  assets: 'cstore-test/assets',
  cdn: 'cstore-test/cdn',
}
export const ADMIN_KEY = randomBytes(24).toString('hex')

/** `own` is a folder for files, `debian` the image that has redis-server. */
export async function startTopology({ own, debian }) {
  const net = await network()
  const redisPassword = randomBytes(24).toString('hex')
  await Promise.all([startRedis({ own, debian, net, redisPassword }), startMongo({ own, net })])
  return { own, debian, net, redisPassword }
}

/** The memory and the CPU that deploy/ gives to the API. */
export const LIMITS = ['--memory=512m', '--memory-swap=512m', '--cpus=0.5']

/** With the user and the rights that deploy/ gives it; `limits` are further options of `docker run`. */
export async function startApi(name, { net, redisPassword }, limits = []) {
  const api = await start(name, {
    image: IMAGES.api,
    options: [
      `--network=${net}`,
      '--publish=127.0.0.1::3000',
      '--tmpfs=/tmp:mode=1777,size=64m',
      '--health-interval=1s',
      ...limits,
      '--env=MONGODB_URI=mongodb://mongodb:27017/',
      `--env=REDIS_URL=redis://cstore:${redisPassword}@redis:6379`,
      `--env=CSTORE_ADMIN_KEY=${ADMIN_KEY}`,
      '--env=CSTORE_LOG_LEVEL=warn',
    ],
  })
  await healthy(api)
  return { name: api, origin: await origin(api, 3000) }
}

async function startRedis({ own, debian, net, redisPassword }) {
  const users = join(own, 'redis-users')
  await mkdir(users)
  const shipped = await readFile(join(ROOT, 'deploy/base/redis/users.acl.in'), 'utf8')
  const digest = createHash('sha256').update(redisPassword).digest('hex')
  await writeFile(
    join(users, 'users.acl'),
    shipped.replace('@APP@', digest).replace('@EXPORTER@', digest),
    { mode: 0o644 },
  )
  // Not what the image has at that place, with its owner.
  const data = await volume('redis-data', { owner: 10379, image: debian })
  await start('redis', {
    image: debian,
    options: [
      `--network=${net}`,
      '--network-alias=redis',
      '--user=10379:10379',
      `--volume=${data}:/data:nocopy`,
      `--volume=${join(ROOT, 'deploy/base/redis')}:/etc/redis:ro`,
      `--volume=${users}:/etc/redis-users:ro`,
    ],
    command: ['redis-server', '/etc/redis/redis.conf'],
  })
}

async function startMongo({ own, net }) {
  const { build } = createRequire(join(ROOT, 'apps/cli/package.json'))('esbuild')
  const bundle = join(own, 'stand-in', 'mongo.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'mongo-stand-in.mjs')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  })
  await start('mongodb', {
    image: IMAGES.api,
    options: [
      `--network=${net}`,
      '--network-alias=mongodb',
      `--volume=${join(own, 'stand-in')}:/opt/stand-in:ro`,
      '--tmpfs=/tmp:mode=1777',
      '--no-healthcheck',
      '--entrypoint=node',
    ],
    command: ['/opt/stand-in/mongo.mjs'],
  })
}
