import { describe, expect, it } from 'vitest'
import { StartupError } from '../startup-error.ts'
import { clientNetwork, trustedProxies } from './client-address.ts'

describe('the network of a client', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unix', 'unix'],
  ])('of %s is %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network)
  })
})

describe('trusted proxies', () => {
  it('are a number, or networks', () => {
    const two = trustedProxies('2')
    if (typeof two === 'string') throw new TypeError('Expected a function.')
    expect([0, 1, 2].map((hop) => two('10.0.0.1', hop))).toEqual([true, true, false])
    expect(trustedProxies('10.0.0.0/8, fd00::/8,127.0.0.1')).toBe('10.0.0.0/8,fd00::/8,127.0.0.1')
  })

  it.each(['10.0.0/8', '10.0.0.0/33', '::1/129', '1.2.3.4,'])('are not %s', (text) => {
    expect(() => trustedProxies(text)).toThrow(StartupError)
  })
})
