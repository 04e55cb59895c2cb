import { Play, RotateCcw, Square } from 'lucide-react'
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { formatCount } from '../../format/count.ts'
import { bytes, short } from '../../format/numbers.ts'
import { duration } from '../../format/times.ts'
import { ImportErrors } from './import-errors.tsx'
import type { ImportRun, ImportState } from './import-run.ts'
import { LeaveGuard } from '../../components/leave-guard.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { rate, timeLeftMs } from './progress.ts'
import styles from './transfer.module.css'

interface ImportProgressProps {
  readonly run: ImportRun
  readonly file: File | null
  readonly onGoOn: () => void
  readonly onAnother: () => void
}

const TITLES: Readonly<Record<ImportState['phase'], string>> = {
  running: 'Importing …',
  done: 'Imported',
  stopped: 'Stopped',
  broken: 'Broke off',
}

export function ImportProgress({ run, file, onGoOn, onAnother }: ImportProgressProps): ReactNode {
  const state = useSyncExternalStore(run.state.subscribe, run.state.get)
  const title = useRef<HTMLParagraphElement>(null)
  // The button that began it is gone, and the keyboard would be nowhere.
  useEffect(() => title.current?.focus(), [])
  const { phase, result, bytesDone, elapsedMs, settled, problem } = state
  const progress = { done: bytesDone, total: file?.size ?? null, elapsedMs }
  const leftMs = phase === 'running' ? timeLeftMs(progress) : null
  // The rest of a broken file would be broken as well.
  const mayGoOn = phase === 'stopped' || (phase === 'broken' && problem === null)
  return (
    <>
      <p className={styles.what} tabIndex={-1} ref={title}>
        {TITLES[phase]} <strong>{file?.name}</strong>
      </p>
      <ProgressBar label="Import" progress={progress} isFailed={phase === 'broken'} />
      <p className={styles.figures}>
        {bytes(bytesDone)} of {bytes(progress.total ?? 0)} · {short(rate(settled, elapsedMs))} a
        second · {duration(elapsedMs)}
        {leftMs === null ? null : ` · about ${duration(leftMs)} left`}
      </p>
      <dl className={styles.results}>
        <Result label="new" value={result.inserted} />
        <Result label="replaced" value={result.replaced} />
        <Result label="refused" value={result.failed} isBad={result.failed > 0} />
      </dl>
      <output className="visually-hidden">{phase === 'running' ? null : summary(state)}</output>
      <FormFailure error={problem === null ? state.error : new Error(problem)} />
      <ImportErrors state={state} />
      <div className={styles.buttons}>
        {phase === 'running' ? (
          <Button icon={Square} onClick={() => run.stop()}>
            Stop
          </Button>
        ) : null}
        {mayGoOn ? (
          <Button kind="primary" icon={Play} onClick={onGoOn}>
            Go on after {formatCount(result.lastLine)}
          </Button>
        ) : null}
        {phase === 'running' ? null : (
          <Button icon={RotateCcw} onClick={onAnother}>
            Import another file
          </Button>
        )}
      </div>
      {phase === 'running' ? (
        <LeaveGuard
          isHeld={always}
          title="Stop it and leave?"
          leaveLabel="Stop and leave"
          onLeave={() => run.stop()}
        >
          It is still under way, and ends with this page. What was done so far stays.
        </LeaveGuard>
      ) : null}
    </>
  )
}

interface ResultProps {
  readonly label: string
  readonly value: number
  readonly isBad?: boolean
}

function Result({ label, value, isBad = false }: ResultProps): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={isBad ? styles.bad : undefined}>{formatCount(value)}</dd>
    </div>
  )
}

function summary({ phase, result }: ImportState): string {
  const { inserted, replaced, failed } = result
  return `${TITLES[phase]}: ${inserted} new, ${replaced} replaced, ${failed} refused.`
}

function always(): boolean {
  return true
}
