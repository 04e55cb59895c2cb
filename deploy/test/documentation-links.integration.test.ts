/** Links of what is written about this project lead to a file, and to a heading in it. */
import { access, glob, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const PAGES = ['README.md', 'docs/**/*.md', 'deploy/components/*/README.md']

/** As GitHub makes them of headings. */
function anchorsOf(page: string): Set<string> {
  const headings = page.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.+)$/gm)
  const words = [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  )
  return new Set(words)
}

async function problemOf(page: string, link: string): Promise<string | null> {
  const [path = '', anchor = ''] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  const found = await access(target).then(
    () => true,
    () => false,
  )
  if (!found) return 'there is no such file'
  if (anchor === '' || !target.endsWith('.md')) return null
  const anchors = anchorsOf(await readFile(target, 'utf8'))
  return anchors.has(anchor) ? null : 'there is no such heading'
}

it('all of them', async () => {
  const wrong: string[] = []
  for await (const name of glob(PAGES, { cwd: root })) {
    const page = join(root, name)
    const text = (await readFile(page, 'utf8')).replaceAll(/^```.*?^```/gms, '')
    for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      const problem = /^[a-z]+:/.test(link) ? null : await problemOf(page, link)
      if (problem !== null) wrong.push(`${relative(root, page)}: ${link}: ${problem}`)
    }
  }
  expect(wrong).toEqual([])
})
