import { describe, expect, it } from 'vitest'
import { parseClusterSlots } from './cluster-map.ts'
import { keySlot } from './key-slot.ts'

describe('the slot of a key', () => {
  it('is that of the specification', () => {
    expect(keySlot('123456789')).toBe(0x31c3)
    expect(keySlot('foo')).toBe(12_182)
  })

  it('is that of its hash tag, if there is one', () => {
    expect(keySlot('cs1:{foo}v')).toBe(keySlot('foo'))
    expect(keySlot('{foo}{bar}')).toBe(keySlot('foo'))
    expect(keySlot('foo{}{bar}')).not.toBe(keySlot('bar'))
    expect(keySlot('{foo')).not.toBe(keySlot('foo'))
  })
})

describe('the map of a cluster', () => {
  const one = ['10.0.0.1', 7000, 'one']
  const two = ['10.0.0.2', 7000, 'two']
  const replica = ['10.0.0.3', 7000, 'three']

  it('names a master for every slot, in however many ranges', () => {
    const map = parseClusterSlots(
      [
        [0, 99, one, replica],
        [100, 16_000, two],
        [16_001, 16_383, one, replica],
      ],
      'asked',
    )
    const masterOf = (slot: number) => map?.masters[map.slots[slot] ?? -1]?.id
    expect([0, 99, 100, 16_000, 16_001, 16_383].map(masterOf)).toEqual([
      'one',
      'one',
      'two',
      'two',
      'one',
      'one',
    ])
    expect(map?.masters).toHaveLength(2)
    expect(map?.nodes).toHaveLength(3)
  })

  it('has the host that was asked for a node that does not know its own', () => {
    for (const host of ['', null]) {
      const map = parseClusterSlots([[0, 16_383, [host, 7000, 'one']]], 'asked')
      expect(map?.masters).toEqual([{ host: 'asked', port: 7000, id: 'one' }])
    }
  })

  it('is none while a slot has no master, or the answer is something else', () => {
    expect(parseClusterSlots([[0, 16_382, one]], 'asked')).toBeNull()
    expect(parseClusterSlots([[0, 16_383]], 'asked')).toBeNull()
    expect(parseClusterSlots([], 'asked')).toBeNull()
    expect(parseClusterSlots('ERR', 'asked')).toBeNull()
  })
})
