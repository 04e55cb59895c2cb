import { fileURLToPath } from 'node:url'

const fromRoot = (path: string): string =>
  fileURLToPath(new URL(`../../../../${path}`, import.meta.url))

/** Run by path as users run them: as processes, never imported. */
export const programs = {
  cstore: fromRoot('apps/cli/src/main.ts'),
  bundle: fromRoot('apps/cli/dist/cstore.js'),
  engine: fileURLToPath(new URL('../engines/serve-engine.ts', import.meta.url)),
}
