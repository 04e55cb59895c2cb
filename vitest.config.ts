import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  test: {
    // Most tests wait for others: servers, sockets, timers. Vitest would leave a core unused.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps/*,packages/*,bench,deploy}/src/**/*.test.ts'],
          exclude: [...exclude, '**/*.integration.test.ts', '**/*.proof.test.ts'],
        },
      },
      {
        test: {
          name: 'proof',
          include: ['packages/*/src/**/*.proof.test.ts'],
          exclude,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{apps/*,packages/*,deploy}/{src,test}/**/*.integration.test.ts'],
          exclude,
          globalSetup: './packages/testing/src/vitest/backends-setup.ts',
          testTimeout: 20_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 5000 } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['apps/console/e2e/**/*.test.ts'],
          exclude,
          globalSetup: './apps/console/e2e/harness/setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
          // A browser and a server at a time, and nothing else: what is measured is theirs. It is the
          // same browser for all: what tests must not share is in its contexts and on servers.
          fileParallelism: false,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
