import { Checkbox } from '@base-ui/react/checkbox'
import { Popover } from '@base-ui/react/popover'
import { Check, Columns3 } from 'lucide-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import styles from './field-chooser.module.css'

export interface FieldChooserProps {
  readonly known: readonly string[]
  readonly columns: readonly string[]
  /** Null: those that the documents have. */
  readonly onChange: (fields: readonly string[] | null) => void
}

/** Which fields are read and shown. */
export function FieldChooser({ known, columns, onChange }: FieldChooserProps): ReactNode {
  const [search, setSearch] = useState('')
  const all = [...new Set([...columns, ...known])]
  const found = all.filter((field) => field.toLowerCase().includes(search.trim().toLowerCase()))
  const toggle = (field: string, isShown: boolean): void =>
    onChange(isShown ? [...columns, field] : columns.filter((column) => column !== field))
  const addTyped = (event: FormEvent): void => {
    event.preventDefault()
    const field = search.trim()
    if (field === '' || columns.includes(field)) return
    toggle(field, true)
    setSearch('')
  }
  return (
    <Popover.Root>
      <Popover.Trigger render={<Button icon={Columns3}>Fields</Button>} />
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className={styles.positioner}>
          <Popover.Popup className={styles.popup}>
            <Popover.Title className="visually-hidden">Fields to show</Popover.Title>
            <form onSubmit={addTyped}>
              <input
                className={styles.search}
                aria-label="Search, or type the path of a field"
                placeholder="Search, or type a.path"
                spellCheck={false}
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            </form>
            <div className={styles.list}>
              {found.map((field) => (
                <label key={field} className={styles.field}>
                  <Checkbox.Root
                    className={styles.box}
                    checked={columns.includes(field)}
                    onCheckedChange={(isShown) => toggle(field, isShown)}
                  >
                    <Checkbox.Indicator className={styles.mark}>
                      <Check aria-hidden size={13} />
                    </Checkbox.Indicator>
                  </Checkbox.Root>
                  {field}
                </label>
              ))}
              {found.length === 0 ? (
                <p className={styles.none}>Enter adds “{search.trim()}”.</p>
              ) : null}
            </div>
            <Button kind="quiet" size="small" onClick={() => onChange(null)}>
              The usual ones
            </Button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
