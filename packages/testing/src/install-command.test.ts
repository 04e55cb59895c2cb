import { expect, it } from 'vitest'
import { installCommand } from './install-command.ts'

it('speaks the package manager of the machine', () => {
  expect(installCommand('Redis', (path) => path === '/usr/bin/apt-get')).toBe(
    'sudo apt-get install -y --no-install-recommends redis-server',
  )
  expect(installCommand('nginx', (path) => path === '/opt/homebrew/bin/brew')).toBe(
    'brew install nginx',
  )
})

it('falls back to a container where it knows no package manager', () => {
  expect(installCommand('Redis', () => false)).toMatch(/^docker run .*CSTORE_TEST_REDIS_URL=/)
})
