import { expect, test } from 'vitest'
import { measured } from '../test-support/measured.ts'
import { plot } from './plot.ts'

test('bars are as long as rates are high, and the highest round fills the width', () => {
  const measurements = [
    measured({ key: 'cstore', title: 'CStore', perSecond: 500, fastest: 1000, slowest: 250 }),
    measured({ title: 'a & `b` <c>', perSecond: 250 }),
  ]
  const svg = plot([{ name: 'hit', title: 'Hit', measurements }])
  const widths = Array.from(svg.matchAll(/class="bar[^>]*width="([\d.]+)"/g), ([, width]) =>
    Number(width),
  )
  expect(widths).toEqual([220, 110])
  expect(svg).toContain('a &amp; b &lt;c>')
  expect(svg).toContain('class="bar cstore"')
})
