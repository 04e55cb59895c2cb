import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOfBytes } from '../digest.ts'
import { hashedName, looksHashed, pathOfUrl, urlPath } from './published-name.ts'

const digest = digestOfBytes('')
const hash = digest.hex.slice(0, 16)

describe('hashedName', () => {
  it.each([
    ['logo.png', `logo-${hash}.png`],
    ['pictures/Our Logo (new).PNG', `Our-Logo-new-${hash}.png`],
    ['data.csv.gz', `data.csv-${hash}.gz`],
    ['Übersicht.pdf', `U-bersicht-${hash}.pdf`],
    ['LICENSE', `LICENSE-${hash}`],
    ['目録.txt', `file-${hash}.txt`],
    ['a#b?c%d.js', `a-b-c-d-${hash}.js`],
  ])('keeps what is harmless: %s', (name, expected) => {
    expect(hashedName(name, digest)).toBe(expected)
  })

  it('is a name that needs no encoding and that browsers may keep, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), (name) => {
        const published = hashedName(name, digest)
        expect(published).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
        expect(looksHashed(`${published}.js`)).toBe(true)
        expect(published.length).toBeLessThan(120)
      }),
    )
  })
})

describe('looksHashed', () => {
  it.each([
    'assets/index-BPAUKSau.js',
    'a-DEADBEEF.js.map',
    'chunk.3f9a1c2b.css',
    'x/a-_b-C_d-e.woff2',
  ])('knows the names that builders make: %s', (name) => expect(looksHashed(name)).toBe(true))

  it.each(['assets/logo.png', 'index-1.js', 'app.min.js', 'assets/deadbeef/logo.png'])(
    'and other names: %s',
    (name) => expect(looksHashed(name)).toBe(false),
  )
})

describe('urlPath', () => {
  it('leads back to the path', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/^\.|\//u.test(text))
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const path = parts.join('/')
        expect(pathOfUrl(urlPath(path))).toBe(path)
      }),
    )
  })

  it.each(['/../secret', '/a/%2e%2e/b', '/a//b', '/', '/.git/config', '/a%2Fb', '/%'])(
    'is the only thing that does: %s',
    (url) => expect(() => pathOfUrl(url)).toThrow(URIError),
  )
})
