import { Database, HelpCircle, RefreshCw, Zap, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  parseServed,
  servedDetails,
  servedLabel,
  type Outcome,
  type ServedFields,
} from '../api/served.ts'
import { IconButton } from './icon-button.tsx'
import styles from './served-line.module.css'

const ICONS: Record<Outcome, LucideIcon> = {
  hit: Zap,
  stale: Zap,
  miss: Database,
  refreshed: Database,
  uncached: Database,
  unknown: HelpCircle,
}

export interface ServedLineProps {
  /** Undefined while nothing has been read. */
  readonly served: ServedFields | undefined
  readonly isBusy: boolean
  /** Reads once more, past the cache. */
  readonly onRefresh: () => void
}

/** How what is shown was served, and a way to have it read anew. */
export function ServedLine({ served, isBusy, onRefresh }: ServedLineProps): ReactNode {
  return (
    <div className={styles.line}>
      <output className={styles.words} aria-live="polite">
        {served ? <ServedWords served={served} /> : null}
      </output>
      <IconButton
        icon={RefreshCw}
        label="Read again, past the cache"
        shortcut="R"
        aria-disabled={isBusy || undefined}
        data-busy={isBusy || undefined}
        onClick={onRefresh}
      />
    </div>
  )
}

function ServedWords({ served }: { served: ServedFields }): ReactNode {
  const parsed = parseServed(served)
  const Icon = ICONS[parsed.outcome]
  return (
    <>
      <span className={styles.badge} data-outcome={parsed.outcome}>
        <Icon aria-hidden size={14} />
        {servedLabel(parsed)}
      </span>
      <span title={served.cacheStatus ?? undefined}>{servedDetails(parsed).join(' · ')}</span>
    </>
  )
}
