import { useState, type ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { count } from '../../format/numbers.ts'
import type { ImportState } from './import-run.ts'
import styles from './transfer.module.css'

const FIRST = 10
const MORE = 100

/** Which documents were refused, and why. */
export function ImportErrors({ state: { result, format } }: { state: ImportState }): ReactNode {
  const { errors, failed } = result
  const [most, setMost] = useState(FIRST)
  if (errors.length === 0) return null
  const shown = errors.slice(0, most)
  const hidden = errors.length - shown.length
  return (
    <section className={styles.errors} aria-label="Refused documents">
      <table>
        <thead>
          <tr>
            <th scope="col">{format === 'lines' ? 'Line' : 'Document'}</th>
            <th scope="col">Id</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ line, id, code, detail }) => (
            <tr key={line}>
              <td>{count(line)}</td>
              <td>
                <code>{id ?? '–'}</code>
              </td>
              <td>
                {detail} <code className={styles.code}>{code}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {failed > shown.length ? (
        <p>
          {count(shown.length)} of {count(failed)}
          {hidden === 0 ? ': no more were kept.' : null}
          {hidden === 0 ? null : (
            <Button kind="quiet" size="small" onClick={() => setMost(most + MORE)}>
              Show {count(Math.min(MORE, hidden))} more
            </Button>
          )}
        </p>
      ) : null}
    </section>
  )
}
