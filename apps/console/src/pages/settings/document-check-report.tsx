import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { documentAddress } from '../../api/addresses.ts'
import { Button } from '../../components/button.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { formatCount } from '../../format/count.ts'
import { pathLabel } from '../../json/json-pointer.ts'
import styles from './settings.module.css'
import type { DocumentCheck } from './use-document-check.ts'

export interface DocumentCheckReportProps {
  readonly collection: string
  readonly check: DocumentCheck
  readonly onStop: () => void
}

/** What existing documents have against a schema. */
export function DocumentCheckReport({
  collection,
  check,
  onStop,
}: DocumentCheckReportProps): ReactNode {
  const { phase, checked, invalid, error } = check
  if (phase === 'idle') return null
  const isGood = phase === 'done' && invalid.length === 0
  return (
    <div className={styles.report}>
      <output className={styles.result} data-good={isGood || undefined}>
        {isGood ? <CircleCheck aria-hidden size={16} /> : null}
        {invalid.length > 0 ? <TriangleAlert aria-hidden size={16} /> : null}
        <span>{resultLabel(check)}</span>
        {phase === 'running' ? (
          <Button size="small" onClick={onStop}>
            Stop
          </Button>
        ) : null}
      </output>
      {phase === 'failed' ? <FormFailure error={error} /> : null}
      {invalid.length === 0 ? null : (
        <ul className={styles.invalid} aria-label={`Of ${formatCount(checked)} documents`}>
          {invalid.map(({ id, errors }) => (
            <li key={id}>
              <Link to={documentAddress(collection, id)}>{id}</Link>{' '}
              {errors.map(({ pointer, detail }) => `${pathLabel(pointer)} ${detail}`).join('; ')}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function resultLabel({ phase, checked, invalid }: DocumentCheck): string {
  const documents = `${formatCount(checked)} document${checked === 1 ? '' : 's'}`
  const faulty =
    invalid.length === 0 ? 'all satisfy the schema' : `${invalid.length} do not satisfy it`
  if (phase === 'running')
    return checked === 0 ? 'Checking …' : `Checking: ${documents}, ${faulty} …`
  if (phase === 'stopped') return `Stopped after ${documents}: ${faulty}.`
  return `Checked ${documents}: ${faulty}.`
}
