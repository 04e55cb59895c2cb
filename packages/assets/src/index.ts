export { AssetsError, type AssetsErrorCode, DamagedError } from './assets-errors.ts'
export type { Input } from './input/collect-inputs.ts'
export type { Manifest, ManifestFile } from './manifest.ts'
export {
  DEFAULTS,
  type Progress,
  type PruneOptions,
  type PublishOptions,
} from './publish-options.ts'
export { type Pruned, pruneReleases } from './prune/prune-releases.ts'
export { type Published, publishRelease } from './publish/publish-release.ts'
export { type Verified, verifyReleases } from './verify/verify-releases.ts'
