import { describe, expect, it } from 'vitest'
import { parseRedisAddress } from './redis-address.ts'

describe('the address of Redis', () => {
  it('is one server', () => {
    expect(parseRedisAddress('redis://cache')).toEqual({
      topology: 'single',
      hosts: [{ host: 'cache', port: 6379 }],
      tls: false,
      db: 0,
      master: '',
    })
    expect(parseRedisAddress('redis://me:p%40ss:word@cache:7000/2')).toMatchObject({
      hosts: [{ host: 'cache', port: 7000 }],
      username: 'me',
      password: 'p@ss:word',
      db: 2,
    })
    expect(parseRedisAddress('redis://:secret@[::1]:7000/')).toMatchObject({
      hosts: [{ host: '::1', port: 7000 }],
      password: 'secret',
    })
  })

  it('says whether the connection is encrypted, and whom to trust', () => {
    expect(parseRedisAddress('rediss://cache')).toMatchObject({ tls: true })
    expect(parseRedisAddress('rediss://cache/1?tls_ca=/etc/ca%20file.pem')).toMatchObject({
      tls: true,
      tlsCa: '/etc/ca file.pem',
      db: 1,
    })
  })

  it('is some sentinels and the name of a master', () => {
    expect(parseRedisAddress('redis+sentinel://me:secret@s1,s2:26380/main/3')).toEqual({
      topology: 'sentinel',
      hosts: [
        { host: 's1', port: 26_379 },
        { host: 's2', port: 26_380 },
      ],
      tls: false,
      username: 'me',
      password: 'secret',
      master: 'main',
      db: 3,
    })
    const withLogin = 'rediss+sentinel://s1/main?sentinel_username=a&sentinel_password=b'
    expect(parseRedisAddress(withLogin)).toMatchObject({
      tls: true,
      sentinelUsername: 'a',
      sentinelPassword: 'b',
    })
  })

  it('is some nodes of a cluster', () => {
    expect(parseRedisAddress('rediss+cluster://secret-user@n1:7000,n2/')).toMatchObject({
      topology: 'cluster',
      hosts: [
        { host: 'n1', port: 7000 },
        { host: 'n2', port: 6379 },
      ],
      username: 'secret-user',
      tls: true,
      db: 0,
    })
  })

  it.each([
    ['http://secret', 'the form redis://'],
    ['redis://a,b', 'one host'],
    ['redis://host:secret', 'hosts like'],
    ['redis://host:0', 'hosts like'],
    ['redis://host/secret', 'a whole number'],
    ['redis://host/0/secret', 'nothing after'],
    ['redis+sentinel://secret', 'name-of-the-master'],
    ['redis+sentinel://host/main/0/secret', 'nothing after'],
    ['redis+cluster://host/1', 'no database'],
    ['redis://host?secret=1', 'no parameters but'],
    ['redis://me:%secret@host', 'percent-encoded'],
  ])('is not %s, and the message does not repeat it', (url, expected) => {
    expect(() => parseRedisAddress(url)).toThrow(expected)
    expect(() => parseRedisAddress(url)).not.toThrow('secret')
  })
})
