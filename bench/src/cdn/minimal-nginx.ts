import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDataDirectory, onFreePort, startServerProcess } from '@cstore/testing/standalone'
import type { Closers } from '../closers.ts'
import type { Contender } from '../servers/contender.ts'

export interface MinimalOptions {
  readonly root: string
  /** Serves the copies that lie beside the files. */
  readonly withCopies: boolean
  /** Logs requests, which nginx does unless it is told not to. */
  readonly withLog: boolean
}

/** nginx with as little as it needs to serve files. */
export async function startMinimalNginx(
  nginx: string,
  { options, closers }: { options: MinimalOptions; closers: Closers },
): Promise<Contender> {
  const folder = await makeDataDirectory('nginx')
  await chmod(folder, 0o755)
  const file = join(folder, 'nginx.conf')
  const started = await onFreePort(async (port) => {
    await writeFile(file, configuration(folder, { ...options, port }))
    const server = await startServerProcess({
      command: nginx,
      args: ['-e', 'stderr', '-c', file, '-g', 'daemon off;'],
      ready: /start worker processes/,
      env: {},
      ownGroup: true,
    })
    return { port, server }
  })
  closers.add(() => started.server.end())
  const notes = [
    ...(options.withCopies ? [', with `gzip_static`'] : []),
    ...(options.withLog ? [] : [', without a log']),
  ]
  const title = `nginx, minimal${notes.join('')}`
  return { title, origin: `http://127.0.0.1:${started.port}`, pid: started.server.pid }
}

function configuration(
  folder: string,
  { root, withCopies, withLog, port }: MinimalOptions & { port: number },
): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
worker_processes 2;
pid ${folder}/nginx.pid;
error_log stderr notice;
events {}
http {
    types { text/javascript js; }
    access_log ${withLog ? `${folder}/access.log` : 'off'};
    ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n    ')}
    sendfile on;
    server {
        listen 127.0.0.1:${port};
        root ${root};
        ${withCopies ? 'gzip_static on;' : ''}
    }
}
`
}
