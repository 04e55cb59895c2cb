import { existsSync } from 'node:fs'

/** Servers that tests need and that have no stand-in. */
export type Service = 'Redis' | 'nginx'

const installers = [
  {
    program: '/usr/bin/apt-get',
    commands: {
      Redis: 'sudo apt-get install -y --no-install-recommends redis-server',
      nginx:
        'sudo apt-get install -y --no-install-recommends nginx libnginx-mod-http-brotli-static',
    },
  },
  {
    program: '/usr/bin/dnf',
    commands: { Redis: 'sudo dnf install -y redis', nginx: 'sudo dnf install -y nginx' },
  },
  {
    program: '/sbin/apk',
    commands: { Redis: 'sudo apk add redis', nginx: 'sudo apk add nginx nginx-mod-http-brotli' },
  },
  {
    program: '/usr/bin/pacman',
    commands: {
      Redis: 'sudo pacman -S --noconfirm redis',
      nginx: 'sudo pacman -S --noconfirm nginx',
    },
  },
  ...['/opt/homebrew/bin/brew', '/usr/local/bin/brew'].map((program) => ({
    program,
    commands: { Redis: 'brew install redis', nginx: 'brew install nginx' },
  })),
]

const otherwise = {
  Redis:
    'docker run --detach --publish 127.0.0.1:6379:6379 redis:8, and set CSTORE_TEST_REDIS_URL=redis://127.0.0.1:6379',
  nginx: 'install nginx so that it is on PATH',
}

/** The one command that gives this machine a service, by the package manager it has. */
export function installCommand(
  service: Service,
  exists: (path: string) => boolean = (path) => existsSync(path),
): string {
  const found = installers.find(({ program }) => exists(program))
  return found === undefined ? otherwise[service] : found.commands[service]
}
