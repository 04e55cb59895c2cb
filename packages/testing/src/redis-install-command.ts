import { existsSync } from 'node:fs'

const installers = [
  {
    program: '/usr/bin/apt-get',
    command: 'sudo apt-get install -y --no-install-recommends redis-server',
  },
  { program: '/usr/bin/dnf', command: 'sudo dnf install -y redis' },
  { program: '/sbin/apk', command: 'sudo apk add redis' },
  { program: '/usr/bin/pacman', command: 'sudo pacman -S --noconfirm redis' },
  { program: '/opt/homebrew/bin/brew', command: 'brew install redis' },
  { program: '/usr/local/bin/brew', command: 'brew install redis' },
]

/** The one command that gives this machine Redis, by the package manager it has. */
export function redisInstallCommand(
  exists: (path: string) => boolean = (path) => existsSync(path),
): string {
  const found = installers.find(({ program }) => exists(program))
  if (found !== undefined) return found.command
  return 'docker run --detach --publish 127.0.0.1:6379:6379 redis:8, and set CSTORE_TEST_REDIS_URL=redis://127.0.0.1:6379'
}
