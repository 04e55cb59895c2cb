import { expect, it } from 'vitest'
import { bytes, latency, percent, short } from './numbers.ts'

it('shows three digits that matter', () => {
  expect([0, 0.01234, 12.345, 123.6, 12_345].map((number) => short(number))).toEqual([
    '0',
    '0.0123',
    '12.3',
    '124',
    '12,345',
  ])
})

it('shows sizes and times in the unit that fits', () => {
  expect([0, 999, 1000, 3_210_000, 5e9, 5e12].map((size) => bytes(size))).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '3.21 MB',
    '5 GB',
    '5,000 GB',
  ])
  expect([0.00042, 0.2, 1.234].map((seconds) => latency(seconds))).toEqual([
    '0.42 ms',
    '200 ms',
    '1.23 s',
  ])
})

it('calls nothing all that is not', () => {
  expect([0, 0.5, 0.9999, 1].map((ratio) => percent(ratio))).toEqual([
    '0 %',
    '50 %',
    '99.9 %',
    '100 %',
  ])
})
