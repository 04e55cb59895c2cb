import { expect, it } from 'vitest'
import { redisInstallCommand } from './redis-install-command.ts'

it('speaks the package manager of the machine', () => {
  expect(redisInstallCommand((path) => path === '/usr/bin/apt-get')).toBe(
    'sudo apt-get install -y --no-install-recommends redis-server',
  )
  expect(redisInstallCommand((path) => path === '/opt/homebrew/bin/brew')).toBe(
    'brew install redis',
  )
})

it('falls back to a container where it knows no package manager', () => {
  expect(redisInstallCommand(() => false)).toMatch(/^docker run .*CSTORE_TEST_REDIS_URL=/)
})
