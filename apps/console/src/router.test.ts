/** The addresses of the console are known at three places; a page must not be missing at one of them. */
import { readFileSync } from 'node:fs'
import { matchRoutes } from 'react-router'
import { describe, expect, it } from 'vitest'
import { PAGES } from './router.tsx'

const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

/** Of the location of nginx that serves the page below `/`. */
function cdnPattern(): RegExp {
  const source = /location ~ "(\^\/\(collections.*\$)"/.exec(read('docker/cdn/site.conf'))?.[1]
  if (source === undefined) throw new Error('Expected a location for the routes of the console')
  return new RegExp(source)
}

const PATHS = PAGES.map(({ path = '' }) => path).filter((path) => path !== '*')

const isPage = (address: string): boolean =>
  matchRoutes([...PAGES], address)?.at(-1)?.route.path !== '*'

/** Whatever either of them may know by a name, at every depth. */
function addressesWith(names: readonly string[]): string[] {
  return names.flatMap((name) =>
    [`/${name}`, `/collections/a/${name}`, `/collections/a/${name}/b`, `/${name}/b`].flatMap(
      (address) => [address, `${address}/`],
    ),
  )
}

describe('the pages of the console', () => {
  it('are where the CDN serves it, and nowhere else', () => {
    const pattern = cdnPattern()
    const names = new Set([
      ...PATHS.join('/').split('/'),
      ...(pattern.source.match(/[\w-]+/g) ?? []),
    ])
    const addresses = addressesWith([...names].filter((name) => /^[a-z]/.test(name)))
    const differing = addresses.filter((address) => isPage(address) !== pattern.test(address))
    expect(differing).toEqual([])
    expect(addresses.filter((address) => isPage(address)).length).toBeGreaterThan(PATHS.length)
  })

  it('are where the API serves it', () => {
    const list = /PAGES = \[([^\]]*)\]/.exec(
      read('apps/api/src/routes/console/console-routes.ts'),
    )?.[1]
    const served = [...(list ?? '').matchAll(/'\/([^']*)'/g)].map(([, path]) => path)
    expect(new Set(served)).toEqual(new Set(PATHS))
  })
})
