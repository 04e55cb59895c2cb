import { expect } from 'vitest'
import { test } from './harness/test.ts'

const UNSAFE = `const script = document.createElement('script')
  script.textContent = 'globalThis.ran = true'
  document.body.append(script)`

test('whatever goes wrong on a page is noticed', async ({ page, watch }) => {
  await page.goto('/sign-in')
  await page.getByLabel('Key').first().waitFor()
  expect(watch.take()).toEqual([])
  await page.evaluate(UNSAFE)
  await page.evaluate(`setTimeout(() => { throw new Error('on purpose') })`)
  await page.evaluate(`fetch('/assets/none.js')`)
  await page.evaluate(`fetch('https://elsewhere.test/').catch(() => undefined)`)
  const problems = watch.take().join('\n')
  expect(problems).toMatch(/console: .*Content Security Policy.*inline/)
  expect(problems).toMatch(/thrown: Error: on purpose/)
  expect(problems).toMatch(/response: 404 to GET .*\/assets\/none\.js/)
  expect(problems).toMatch(/console: .*elsewhere\.test.*Content Security Policy/)
  expect(await page.evaluate('globalThis.ran')).toBeUndefined()
})

test('what belongs to a test is expected by its status', async ({ page, watch }) => {
  await page.goto('/sign-in')
  watch.expect(404)
  await page.evaluate(`fetch('/assets/none.js')`)
})
