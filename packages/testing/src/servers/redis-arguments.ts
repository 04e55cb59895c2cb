/** In the log of a server that accepts connections, its data loaded. */
export const redisReady = /Ready to accept connections/

/** Settings as arguments of redis-server, with those that every server of tests has. */
export function redisArguments(settings: Readonly<Record<string, string>>): string[] {
  const all = { save: '', appendonly: 'yes', appendfsync: 'everysec', ...settings }
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])
}
