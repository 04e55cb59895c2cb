import { RedisAddressError } from '@cstore/cache'
import { expect, it } from 'vitest'
import { redisClients } from './redis-connection.ts'

const optionsOf = (url: string) =>
  redisClients(url).clients.map(({ options: { host, port, username, password, db, tls } }) => ({
    host,
    port,
    username,
    password,
    db,
    tls,
  }))

it('understands each form of REDIS_URL', () => {
  expect(optionsOf('redis://cache')).toMatchObject([{ host: 'cache', port: 6379, db: 0 }])
  expect(optionsOf('rediss://me:p%40ss@[::1]:7000/2')).toMatchObject([
    { host: '::1', port: 7000, username: 'me', password: 'p@ss', db: 2, tls: {} },
  ])
  expect(optionsOf('redis+cluster://:secret@n1:7000,n2')).toMatchObject([
    { host: 'n1', port: 7000, password: 'secret' },
    { host: 'n2', port: 6379, password: 'secret' },
  ])
})

it('asks the sentinels for their master', () => {
  const url = 'redis+sentinel://me:a@s1,s2:26380/main/3?sentinel_username=u&sentinel_password=b'
  const { topology, hosts, clients } = redisClients(url)
  expect([topology, hosts]).toEqual(['sentinel', ['s1:26379', 's2:26380']])
  expect(clients.map(({ options }) => options)).toMatchObject([
    {
      sentinels: [
        { host: 's1', port: 26_379 },
        { host: 's2', port: 26_380 },
      ],
      name: 'main',
      db: 3,
      username: 'me',
      password: 'a',
      sentinelUsername: 'u',
      sentinelPassword: 'b',
    },
  ])
})

it.each(['http://x', 'redis://', 'redis+sentinel:///main'])('does not understand %s', (url) => {
  expect(() => redisClients(url)).toThrow(RedisAddressError)
})
