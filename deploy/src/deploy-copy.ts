/**
 * A copy of this folder in which secrets are made and variants are built, so that neither meets
 * those of somebody who works here.
 */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { dump } from 'js-yaml'
import { parseObject } from './kubernetes-object.ts'
import type { Variant } from './variants.ts'

const run = promisify(execFile)
const source = join(import.meta.dirname, '..')
const notCopied = /\/(made-by-make-secrets|node_modules|\.turbo)$/
const timeoutMs = 60_000

export interface DeployCopy {
  readonly folder: string
  /** The YAML of a variant. Makes its folder first, if it is no overlay of its own. */
  build(variant: Variant): Promise<string>
  /** Runs one of this folder's programs, `make-secrets`; rejects with its output when it fails. */
  run(program: string, ...args: readonly string[]): Promise<{ stdout: string; stderr: string }>
  remove(): Promise<void>
}

export async function copyDeploy(): Promise<DeployCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'cstore-deploy-'))
  await cp(source, folder, { recursive: true, filter: (path) => !notCopied.test(path) })
  return {
    folder,
    build: async (variant) => {
      if (variant.components !== undefined) await chooseComponents(folder, variant)
      return build(folder, variant.name)
    },
    run: (program, ...args) => run(join(folder, program), args, { timeout: timeoutMs }),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Whether this machine can build at all; if not, why. */
export async function kustomizeProblem(): Promise<string | null> {
  return build(source, '../base/namespace').then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
}

async function build(folder: string, overlay: string): Promise<string> {
  const script = '. "$1/lib/kustomize.sh" && kustomize_build "$1/overlays/$2"'
  const { stdout } = await run('sh', ['-c', script, 'sh', folder, overlay], {
    maxBuffer: 64 * 1024 * 1024,
    timeout: timeoutMs,
  })
  return stdout
}

async function chooseComponents(folder: string, variant: Variant): Promise<void> {
  const target = join(folder, 'overlays', variant.name)
  await cp(join(folder, 'overlays', 'production'), target, { recursive: true })
  const file = join(target, 'kustomization.yaml')
  const production = parseObject(await readFile(file, 'utf8'))
  const components = (variant.components ?? []).map((name) => `../../components/${name}`)
  await writeFile(file, dump({ ...production, components }))
}
