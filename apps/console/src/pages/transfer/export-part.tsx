import { Download, Square } from 'lucide-react'
import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { formatCount } from '../../format/count.ts'
import { bytes, short } from '../../format/numbers.ts'
import { duration } from '../../format/times.ts'
import { ExportRun } from './export-run.ts'
import { ProgressBar } from './progress-bar.tsx'
import { rate, timeLeftMs } from './progress.ts'
import { saveFile } from './save-file.ts'
import styles from './transfer.module.css'

export function ExportPart({ collection }: { collection: string }): ReactNode {
  const { client } = useApi()
  const [run, setRun] = useState<ExportRun | null>(null)
  const begin = (): void => {
    const documents = client.collection(collection)
    const next = new ExportRun({
      total: async (signal) => {
        const { count: all = null } = await documents.list({ limit: 1, count: true }, { signal })
        return all
      },
      lines: (signal) => documents.exportLines({ signal }),
      save: (file) => saveFile(file, `${collection}.ndjson`),
    })
    setRun(next)
    void next.run()
  }
  return (
    <section className={styles.part} aria-labelledby="export">
      <h2 id="export">Export</h2>
      <p>All documents, in order of their ids, one a line (NDJSON). It can be imported again.</p>
      {run === null ? null : <ExportProgress run={run} />}
      <ExportButtons run={run} onBegin={begin} />
    </section>
  )
}

function ExportButtons({
  run,
  onBegin,
}: {
  run: ExportRun | null
  onBegin: () => void
}): ReactNode {
  const phase = useSyncExternalStore(
    run?.state.subscribe ?? subscribeToNothing,
    () => run?.state.get().phase,
  )
  return (
    <div>
      {run !== null && phase === 'running' ? (
        <Button icon={Square} onClick={() => run.stop()}>
          Stop
        </Button>
      ) : (
        <Button icon={Download} onClick={onBegin}>
          {run === null ? 'Export all documents' : 'Export again'}
        </Button>
      )}
    </div>
  )
}

function subscribeToNothing(): () => void {
  return () => undefined
}

const TITLES = {
  running: 'Exporting …',
  done: 'Exported',
  stopped: 'Stopped: there is no file',
  broken: 'Broke off: there is no file',
} as const

function ExportProgress({ run }: { run: ExportRun }): ReactNode {
  const state = useSyncExternalStore(run.state.subscribe, run.state.get)
  const { phase, documents, total, elapsedMs } = state
  // Documents that were added meanwhile come as well.
  const progress = { done: documents, total: phase === 'done' ? documents : total, elapsedMs }
  const leftMs = phase === 'running' ? timeLeftMs(progress) : null
  return (
    <>
      <p className={styles.what}>{TITLES[phase]}</p>
      <ProgressBar label="Export" progress={progress} isFailed={phase === 'broken'} />
      <p className={styles.figures}>
        {formatCount(documents)}
        {total === null ? null : ` of ${formatCount(Math.max(total, documents))}`} documents ·{' '}
        {bytes(state.bytes)} · {short(rate(documents, elapsedMs))} a second · {duration(elapsedMs)}
        {leftMs === null ? null : ` · about ${duration(leftMs)} left`}
      </p>
      <FormFailure error={state.error} />
    </>
  )
}
