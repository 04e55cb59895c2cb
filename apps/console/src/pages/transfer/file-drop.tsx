import { FileJson, FileUp } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { bytes } from '../../format/numbers.ts'
import styles from './transfer.module.css'

const ACCEPTED = '.ndjson,.jsonl,.json,.gz,application/json,application/x-ndjson,application/gzip'

interface FileDropProps {
  readonly file: File | null
  readonly onFile: (file: File) => void
}

/** The control of the platform, which takes files that are dropped, lies over what is seen. */
export function FileDrop({ file, onFile }: FileDropProps): ReactNode {
  const [isOver, setOver] = useState(false)
  const Icon = file === null ? FileUp : FileJson
  return (
    <div className={styles.drop} data-over={isOver || undefined}>
      <Icon aria-hidden size={28} />
      <span className={styles.dropTitle}>
        {file === null ? 'Choose a file, or drop it here' : file.name}
      </span>
      <span className={styles.hint}>
        {file === null
          ? 'NDJSON, one document a line, or a JSON array. Both may be compressed by gzip.'
          : `${bytes(file.size)}. Click to choose another.`}
      </span>
      <input
        type="file"
        aria-label="File to import"
        accept={ACCEPTED}
        onDragEnter={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={() => setOver(false)}
        onChange={({ target }) => {
          const chosen = target.files?.[0]
          if (chosen) onFile(chosen)
        }}
      />
    </div>
  )
}
