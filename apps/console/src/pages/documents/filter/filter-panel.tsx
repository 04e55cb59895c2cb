import type { ErrorAt } from '@cstore/client'
import { Filter, Plus } from 'lucide-react'
import { useRef, useState, type FormEvent, type ReactNode } from 'react'
import { Button } from '../../../components/button.tsx'
import type { CheckValue, EditorFault } from '../../../components/json-editor/editor-faults.ts'
import { LazyJsonEditor } from '../../../components/json-editor/lazy-json-editor.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { useShortcut } from '../../../shortcuts/shortcuts-context.ts'
import { ConditionRow } from './condition-row.tsx'
import type { ValueType } from './condition.ts'
import { draftOf, resultOf, switchMode, type DraftCondition } from './filter-draft.ts'
import { placeFaults, unplacedFaults } from './filter-faults.ts'
import type { ConditionProblem } from './filter-form.ts'
import styles from './filter-panel.module.css'

export interface FilterPanelProps {
  /** The one in force. */
  readonly filterText: string
  readonly fields: readonly string[]
  readonly typeOf: (field: string) => ValueType | undefined
  /** What the API has against the filter in force. */
  readonly errors: readonly ErrorAt[]
  readonly onApply: (filterText: string) => void
}

const MODES = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const

export function FilterPanel(props: FilterPanelProps): ReactNode {
  const { filterText, onApply } = props
  const [draft, setDraft] = useState(() => draftOf(filterText))
  const [applied, setApplied] = useState(filterText)
  const [isOpen, setOpen] = useState(filterText !== '')
  const [problems, setProblems] = useState<readonly ConditionProblem[]>(NONE)
  const first = useRef<HTMLInputElement>(null)

  // Somebody went back, or followed a link.
  if (applied !== filterText) {
    setApplied(filterText)
    const now = resultOf(draft)
    if (!now.ok || now.filterText !== filterText) {
      setDraft(draftOf(filterText))
      setOpen(filterText !== '')
    }
    setProblems(NONE)
  }
  const open = (): void => {
    setOpen(true)
    if (draft.mode === 'form' && draft.conditions.length === 0)
      setDraft({ ...draft, conditions: [emptyCondition(draft.conditions)] })
    requestAnimationFrame(() => first.current?.focus())
  }
  useShortcut('/', 'Filter', open)

  const apply = (event: FormEvent): void => {
    event.preventDefault()
    const result = resultOf(draft)
    setProblems(result.ok ? NONE : result.problems)
    if (result.ok) {
      onApply(result.filterText)
      if (result.filterText === '') setOpen(false)
    }
  }
  if (!isOpen) {
    return (
      <Button icon={Filter} onClick={open}>
        Filter
      </Button>
    )
  }
  const result = resultOf(draft)
  const isChanged = !result.ok || result.filterText !== filterText
  const other = switchMode(draft)
  const clear = (): void => {
    setDraft(draftOf(''))
    setProblems(NONE)
    setOpen(false)
    onApply('')
  }
  return (
    <form className={styles.panel} onSubmit={apply} noValidate aria-label="Filter">
      {draft.mode === 'form' ? (
        <Conditions
          {...props}
          conditions={draft.conditions}
          problems={
            problems.length > 0 || isChanged
              ? problems
              : placeFaults(draft.conditions, props.errors)
          }
          first={first}
          onConditions={(conditions) => {
            setDraft({ ...draft, conditions })
            setProblems(NONE)
          }}
        />
      ) : (
        <FilterText
          text={draft.text}
          errors={isChanged ? NO_ERRORS : props.errors}
          onChange={(text) => setDraft({ ...draft, text })}
        />
      )}
      {draft.mode === 'form' && !isChanged
        ? unplacedFaults(draft.conditions, props.errors).map((problem) => (
            <p key={problem} role="alert" className={styles.problem}>
              {problem}
            </p>
          ))
        : null}
      <div className={styles.actions}>
        <Segmented
          label="Write the filter as"
          options={MODES}
          value={draft.mode}
          onChange={() => {
            if (other) setDraft(other)
          }}
        />
        {draft.mode === 'json' && !other ? (
          <span className={styles.hint}>The form cannot show this filter.</span>
        ) : null}
        <span className={styles.space} />
        <Button kind="quiet" onClick={clear}>
          Clear
        </Button>
        <Button type="submit" kind={isChanged ? 'primary' : 'plain'}>
          Apply
        </Button>
      </div>
    </form>
  )
}

const NONE: readonly ConditionProblem[] = []
const NO_ERRORS: readonly ErrorAt[] = []

function emptyCondition(others: readonly DraftCondition[]): DraftCondition {
  const key = Math.max(-1, ...others.map((other) => other.key)) + 1
  return { key, field: '', operator: 'eq', type: 'text', text: '', isTypeChosen: false }
}

interface ConditionsProps extends Pick<FilterPanelProps, 'fields' | 'typeOf'> {
  readonly conditions: readonly DraftCondition[]
  readonly problems: readonly ConditionProblem[]
  readonly first: React.RefObject<HTMLInputElement | null>
  readonly onConditions: (conditions: readonly DraftCondition[]) => void
}

function Conditions({
  conditions,
  problems,
  first,
  fields,
  typeOf,
  onConditions,
}: ConditionsProps): ReactNode {
  return (
    <div className={styles.conditions}>
      {conditions.map((condition, at) => (
        <ConditionRow
          key={condition.key}
          ref={at === 0 ? first : null}
          condition={condition}
          fields={fields}
          typeOf={typeOf}
          problem={problems.find((problem) => problem.at === at)}
          onChange={(next) => onConditions(conditions.with(at, next))}
          onRemove={() => onConditions(conditions.toSpliced(at, 1))}
        />
      ))}
      <div>
        <Button
          kind="quiet"
          size="small"
          icon={Plus}
          onClick={() => onConditions([...conditions, emptyCondition(conditions)])}
        >
          {conditions.length === 0 ? 'Condition' : 'And another condition'}
        </Button>
      </div>
    </div>
  )
}

interface FilterTextProps {
  readonly text: string
  readonly errors: readonly ErrorAt[]
  readonly onChange: (text: string) => void
}

function FilterText({ text, errors, onChange }: FilterTextProps): ReactNode {
  const [faults, setFaults] = useState<readonly EditorFault[]>([])
  const [check, setCheck] = useState<{ errors: readonly ErrorAt[]; run: CheckValue }>(() => ({
    errors,
    run: () => errors,
  }))
  if (check.errors !== errors) setCheck({ errors, run: () => errors })
  return (
    <div className={styles.conditions}>
      <LazyJsonEditor
        label="Filter as JSON"
        size="small"
        mayBeEmpty
        value={text}
        checkValue={check.run}
        onFaults={setFaults}
        onChange={onChange}
      />
      {faults.slice(0, 3).map(({ from, message }) => (
        <p key={`${from} ${message}`} role="alert" className={styles.problem}>
          {message}
        </p>
      ))}
    </div>
  )
}
