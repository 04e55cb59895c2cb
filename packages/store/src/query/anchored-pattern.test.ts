import { describe, expect, it } from 'vitest'
import { patternProblem } from './anchored-pattern.ts'

describe('patternProblem', () => {
  it.each([
    ['^'],
    ['^abc'],
    ['^a.c$'],
    ['^a\\.b'],
    ['^[A-Z][a-z]+'],
    ['^[^\\]]*'],
    ['^(?:The|A) '],
    ['^(foo|bar(baz|qux))x?'],
    ['^\\d{4}-\\d{2}'],
    ['^a{2,5}b*'],
    ['^Ünï😀'],
  ])('takes %s', (pattern) => {
    expect(patternProblem(pattern)).toBeNull()
    expect(() => new RegExp(pattern)).not.toThrow()
  })

  it.each([
    ['abc', /begins with/],
    ['', /begins with/],
    [`^${'a'.repeat(200)}`, /at most 200/],
    ['^a|b', /anchored/],
    ['^(a+)+', /never after a group/],
    ['^(a|aa)*', /never after a group/],
    ['^(?:a*){9}', /never after a group/],
    ['^.*.*x', /at most one/],
    ['^a+b{2,}', /at most one/],
    [`^${'a?'.repeat(20)}`, /too many ways/],
    ['^a{0,99}b{0,99}', /too many ways/],
    ['^a{5,2}', /too many ways/],
    ['^a**', /never after/],
    ['^*', /never after/],
    ['^(?=a)', /Expected/],
    ['^(?<n>a)', /Expected/],
    ['^(a)\\1', /Expected/],
    ['^\\Qa', /Expected/],
    ['^\\p{L}', /Expected/],
    ['^(a', /closed/],
    ['^a)', /without a/],
    ['^[a', /Expected/],
    ['^a{', /Expected/],
    ['^a\0', /Expected/],
    ['^(?i)a', /Expected/],
  ])('refuses %j', (pattern, reason) => {
    expect(patternProblem(pattern)).toMatch(reason)
  })
})
