import type { Pruned } from '@cstore/assets'
import { count } from '../amounts.ts'

export function describePruned({ kept, removedReleases, removedFiles }: Pruned): string {
  const removed = `${count(removedReleases.length, 'release')} and ${count(removedFiles, 'file')}`
  return `${count(kept.length, 'earlier release')} kept, ${removed} removed.\n`
}
