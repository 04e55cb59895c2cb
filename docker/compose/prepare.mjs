/**
 * Makes the secrets of the compose file, once, and gives each file and each volume to the one user who needs it. Runs
 * before everything else at every `up`: what is there stays, what is missing is made.
 *
 * All that is secret is in secrets.json, which root alone can read; the other files are written from it, so that
 * they fit together whatever was interrupted.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const VOLUMES = '/volumes'
const USERS = '/opt/users.acl.in'

/** As in deploy/base. */
const USER = {
  api: 10001,
  assets: 10080,
  prometheus: 10090,
  redis: 10379,
  grafana: 10472,
  mongodb: 10999,
  redisExporter: 59000,
}
const OWNERS = {
  'mongodb-data': USER.mongodb,
  'mongodb-config': USER.mongodb,
  'redis-data': USER.redis,
  'static-assets': USER.assets,
  'prometheus-data': USER.prometheus,
  'grafana-data': USER.grafana,
}
const NAMES = [
  'adminKey',
  'mongodbRoot',
  'mongodbApp',
  'mongodbBackup',
  'redisApp',
  'redisExporter',
  'grafanaAdmin',
]

for (const [volume, owner] of Object.entries(OWNERS)) chownSync(join(VOLUMES, volume), owner, owner)
const secrets = readSecrets()
for (const [name, { owner, text }] of Object.entries(files(secrets))) write(name, { owner, text })

function readSecrets() {
  const file = join(VOLUMES, 'secrets', 'secrets.json')
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  // Hexadecimal, because passwords travel in addresses.
  const made = Object.fromEntries(
    NAMES.map((name) => [name, known[name] ?? randomBytes(24).toString('hex')]),
  )
  write('secrets.json', { owner: 0, text: JSON.stringify(made) })
  return made
}

function files(made) {
  const acl = readFileSync(USERS, 'utf8')
    .replace('@APP@', digest(made.redisApp))
    .replace('@EXPORTER@', digest(made.redisExporter))
  return {
    'admin-key': { owner: USER.api, text: made.adminKey },
    'api.env': {
      owner: USER.api,
      text: [
        `MONGODB_URI=mongodb://cstore:${made.mongodbApp}@mongodb:27017/cstore?authSource=cstore`,
        `REDIS_URL=redis://cstore:${made.redisApp}@redis:6379`,
        `CSTORE_ADMIN_KEY=${made.adminKey}`,
      ].join('\n'),
    },
    'mongodb.env': {
      owner: USER.mongodb,
      text: [
        `MONGO_INITDB_ROOT_PASSWORD=${made.mongodbRoot}`,
        `APP_PASSWORD=${made.mongodbApp}`,
        `BACKUP_PASSWORD=${made.mongodbBackup}`,
      ].join('\n'),
    },
    'users.acl': { owner: USER.redis, text: acl.trimEnd() },
    'redis-exporter.json': {
      owner: USER.redisExporter,
      text: JSON.stringify({
        'redis://redis:6379': made.redisExporter,
        'redis://exporter@redis:6379': made.redisExporter,
      }),
    },
    'grafana-password': { owner: USER.grafana, text: made.grafanaAdmin },
  }
}

/** Under another name first: a file is there whole or not at all. */
function write(name, { owner, text }) {
  const file = join(VOLUMES, 'secrets', name)
  // One that was left there may be somebody else's already.
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, `${text}\n`, { mode: 0o400 })
  chownSync(`${file}.new`, owner, owner)
  renameSync(`${file}.new`, file)
}

function digest(password) {
  return createHash('sha256').update(password).digest('hex')
}
