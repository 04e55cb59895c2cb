import { useQueryClient } from '@tanstack/react-query'
import { Play, Upload } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { useApi } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { SelectField, type Choice } from '../../components/select-field.tsx'
import { bytes } from '../../format/numbers.ts'
import { FileDrop } from './file-drop.tsx'
import { ImportProgress } from './import-progress.tsx'
import { ImportRun, type ImportMode } from './import-run.ts'
import styles from './transfer.module.css'

const MODES: readonly Choice<ImportMode>[] = [
  { value: 'upsert', label: 'Replaces it' },
  { value: 'insert', label: 'Is refused: only new documents' },
  { value: 'replace', label: 'Replaces it; what is new is refused' },
]

export function ImportPart({ collection }: { collection: string }): ReactNode {
  const { client } = useApi()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [mode, setMode] = useState<ImportMode>('upsert')
  const [run, setRun] = useState<ImportRun | null>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const go = async (next: ImportRun): Promise<void> => {
    await next.run()
    await queries.invalidateQueries()
  }
  const begin = (chosen: File): void => {
    const next = new ImportRun({ collection: client.collection(collection), file: chosen, mode })
    setRun(next)
    void go(next)
  }
  const startAnew = (): void => {
    flushSync(() => {
      setRun(null)
      setFile(null)
    })
    title.current?.focus()
  }
  return (
    <section className={styles.part} aria-labelledby="import">
      <h2 id="import" tabIndex={-1} ref={title}>
        Import
      </h2>
      {run === null ? (
        <>
          <FileDrop file={file} onFile={setFile} />
          <SelectField
            label="A document with an id that is there already"
            value={mode}
            choices={MODES}
            hint="Documents without an id get one."
            onChange={setMode}
          />
          <div>
            <Button
              kind="primary"
              icon={file === null ? Upload : Play}
              disabled={file === null}
              onClick={() => file && begin(file)}
            >
              {file === null ? 'Import' : `Import ${bytes(file.size)}`}
            </Button>
          </div>
        </>
      ) : (
        <ImportProgress run={run} file={file} onGoOn={() => void go(run)} onAnother={startAnew} />
      )}
    </section>
  )
}
