import { X } from 'lucide-react'
import { useId, type ReactNode, type Ref } from 'react'
import { IconButton } from '../../../components/icon-button.tsx'
import { Select } from '../../../components/select.tsx'
import { SuggestInput } from '../../../components/suggest-input.tsx'
import styles from './condition-row.module.css'
import { guessType, isUnary, OPERATORS, VALUE_TYPES, type ValueType } from './condition.ts'
import type { DraftCondition } from './filter-draft.ts'
import type { ConditionProblem } from './filter-form.ts'

export interface ConditionRowProps {
  readonly condition: DraftCondition
  readonly fields: readonly string[]
  readonly problem: ConditionProblem | undefined
  /** Of a field, from what is in the documents. */
  readonly typeOf: (field: string) => ValueType | undefined
  readonly onChange: (condition: DraftCondition) => void
  readonly onRemove: () => void
  readonly ref?: Ref<HTMLInputElement> | undefined
}

export function ConditionRow({
  condition,
  fields,
  problem,
  typeOf,
  onChange,
  onRemove,
  ref,
}: ConditionRowProps): ReactNode {
  const errorId = useId()
  const change = (part: Partial<DraftCondition>): void => onChange({ ...condition, ...part })
  const { field, operator, isTypeChosen } = condition
  const problemId = problem && errorId
  return (
    <fieldset className={styles.row}>
      <legend className="visually-hidden">Condition on {field || 'a field'}</legend>
      <SuggestInput
        ref={ref}
        label="Field"
        placeholder="Field"
        suggestions={fields}
        value={field}
        errorId={problem?.part === 'field' ? problemId : undefined}
        onChange={(name) => {
          const type = isTypeChosen ? undefined : typeOf(name)
          change({ field: name, ...(type ? { type } : {}) })
        }}
      />
      <Select
        label="Operator"
        options={OPERATORS}
        value={operator}
        onChange={(next) => change({ operator: next })}
      />
      {isUnary(operator) ? (
        <span />
      ) : (
        <ConditionValue
          condition={condition}
          change={change}
          errorId={problem?.part === 'value' ? problemId : undefined}
          typeOf={typeOf}
        />
      )}
      <IconButton icon={X} label="Remove this condition" onClick={onRemove} />
      {problem ? (
        <p id={errorId} role="alert" className={styles.problem}>
          {problem.problem}
        </p>
      ) : null}
    </fieldset>
  )
}

interface ConditionValueProps {
  readonly condition: DraftCondition
  readonly change: (part: Partial<DraftCondition>) => void
  readonly errorId: string | undefined
  readonly typeOf: (field: string) => ValueType | undefined
}

function ConditionValue({ condition, change, errorId, typeOf }: ConditionValueProps): ReactNode {
  const { field, operator, type, text, isTypeChosen } = condition
  const isPattern = operator === 'starts'
  return (
    <div className={styles.value}>
      <input
        className={styles.input}
        aria-label="Value"
        placeholder={type === 'null' ? '' : PLACEHOLDERS[type]}
        disabled={type === 'null' && !isPattern}
        spellCheck={false}
        aria-invalid={errorId !== undefined || undefined}
        aria-describedby={errorId}
        value={text}
        onChange={({ target }) => {
          const guess = isTypeChosen ? type : (typeOf(field) ?? guessType(target.value))
          change({ text: target.value, type: guess })
        }}
      />
      {isPattern ? null : (
        <Select
          label="Type of the value"
          options={VALUE_TYPES}
          value={type}
          onChange={(next) => change({ type: next, isTypeChosen: true })}
        />
      )}
    </div>
  )
}

const PLACEHOLDERS: Record<ValueType, string> = {
  text: 'Value',
  number: '1985',
  boolean: 'true or false',
  date: '2026-01-31 or 2026-01-31T12:00:00Z',
  id: '24 hexadecimal digits',
  null: '',
  json: '{ … }',
}
