import { describe, expect, it } from 'vitest'
import { isPressed, isSingleKey, keyNames } from './shortcut.ts'

const plain = { ctrlKey: false, metaKey: false, altKey: false }

describe('isPressed', () => {
  it('takes a key alone only without modifiers', () => {
    expect(isPressed('n', { ...plain, key: 'n' })).toBe(true)
    expect(isPressed('n', { ...plain, key: 'n', ctrlKey: true })).toBe(false)
    expect(isPressed('n', { ...plain, key: 'n', altKey: true })).toBe(false)
    expect(isPressed('n', { ...plain, key: 'm' })).toBe(false)
  })

  it('takes Control or Command for `mod`', () => {
    expect(isPressed('mod+s', { ...plain, key: 's', ctrlKey: true })).toBe(true)
    expect(isPressed('mod+s', { ...plain, key: 'S', metaKey: true })).toBe(true)
    expect(isPressed('mod+s', { ...plain, key: 's' })).toBe(false)
  })

  it('takes characters that need Shift as they come', () => {
    expect(isPressed('?', { ...plain, key: '?' })).toBe(true)
    expect(isPressed('/', { ...plain, key: '/' })).toBe(true)
  })
})

it('knows which keys are letters to somebody who types', () => {
  expect(isSingleKey('/')).toBe(true)
  expect(isSingleKey('mod+s')).toBe(false)
})

it('names keys as the keyboard does', () => {
  expect(keyNames('mod+s', true)).toEqual(['⌘', 'S'])
  expect(keyNames('mod+s', false)).toEqual(['Ctrl', 'S'])
  expect(keyNames('Escape', false)).toEqual(['Escape'])
})
