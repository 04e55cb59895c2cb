/** The variables that a process of a compared engine is started with: the same as CStore's. */
export function readEngineEnvironment() {
  return {
    port: Number(read('PORT')),
    redisUrl: read('REDIS_URL'),
    mongodbUri: read('MONGODB_URI'),
    database: read('CSTORE_DATABASE'),
  }
}

function read(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new TypeError(`Expected ${name} to be set`)
  return value
}
