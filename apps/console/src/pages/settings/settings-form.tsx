import type { CollectionInfo } from '@cstore/client'
import { useState, type FormEvent, type ReactNode } from 'react'
import { usePutSettings } from '../../api/collections.ts'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { FaultsEditor } from '../../components/json-editor/faults-editor.tsx'
import { LeaveGuard } from '../../components/leave-guard.tsx'
import { useNotify } from '../../components/notify.ts'
import { SwitchField } from '../../components/switch-field.tsx'
import { draftOf, DURATIONS, settingsOf, type SettingsDraft } from './settings-draft.ts'
import styles from './settings.module.css'

interface SettingsFormProps {
  readonly info: CollectionInfo
  readonly mayChange: boolean
}

export function SettingsForm({ info, mayChange }: SettingsFormProps): ReactNode {
  const { done } = useNotify()
  /** Null: as they are in force. */
  const [changed, setChanged] = useState<SettingsDraft | null>(null)
  const [mustFit, setMustFit] = useState(true)
  const saving = usePutSettings(info.name)
  const draft = changed ?? draftOf(info.settings)
  const result = settingsOf(draft)
  const change = (part: Partial<SettingsDraft>): void => {
    setChanged({ ...draft, ...part })
    saving.reset()
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!changed || !result.ok || saving.isPending) return
    saving.mutate(
      { settings: result.settings, validate: mustFit && result.settings.schema !== undefined },
      {
        onSuccess: () => {
          setChanged(null)
          done({ title: 'The settings were saved' })
        },
      },
    )
  }
  const parts = { draft, change, mayChange }
  return (
    <form className={styles.page} onSubmit={onSubmit} noValidate>
      <AccessPart {...parts} />
      <CachePart {...parts} problem={result.ok ? undefined : result} />
      <TextPart
        {...parts}
        name="schema"
        title="Schema"
        hint="A JSON Schema that every written document must satisfy. Empty: none."
        problem={problemOf(result, 'schema')}
      >
        {mayChange && draft.schema.trim() !== '' ? (
          <SwitchField
            label="Documents that are there must satisfy it, too"
            hint="Otherwise the schema is refused. Off: it is for what is written from now on."
            checked={mustFit}
            onChange={setMustFit}
          />
        ) : null}
      </TextPart>
      <TextPart
        {...parts}
        name="indexes"
        title="Indexes"
        hint={'Such as [{"fields": {"year": 1, "title": -1}, "unique": false}].'}
        problem={problemOf(result, 'indexes')}
      />
      <FormFailure error={saving.error} />
      {mayChange ? (
        <div className={styles.actions}>
          <Button kind="quiet" disabled={!changed} onClick={() => setChanged(null)}>
            Discard changes
          </Button>
          <Button
            type="submit"
            kind="primary"
            disabled={!changed || !result.ok}
            busy={saving.isPending}
          >
            Save settings
          </Button>
        </div>
      ) : null}
      <LeaveGuard isHeld={() => changed !== null} title="Leave without saving?" leaveLabel="Leave">
        What you have changed would be lost.
      </LeaveGuard>
    </form>
  )
}

type Result = ReturnType<typeof settingsOf>

function problemOf(result: Result, part: string): string | undefined {
  return !result.ok && result.part === part ? result.problem : undefined
}

interface PartProps {
  readonly draft: SettingsDraft
  readonly change: (part: Partial<SettingsDraft>) => void
  readonly mayChange: boolean
}

function AccessPart({ draft, change, mayChange }: PartProps): ReactNode {
  return (
    <section className={styles.part} aria-labelledby="access">
      <h2 id="access">Access</h2>
      <SwitchField
        label="Everybody may read"
        hint="Without a key. Writing needs one in any case."
        checked={draft.publicRead}
        disabled={!mayChange}
        onChange={(publicRead) => change({ publicRead })}
      />
    </section>
  )
}

function CachePart({
  draft,
  change,
  mayChange,
  problem,
}: PartProps & { problem: Result | undefined }): ReactNode {
  return (
    <section className={styles.part} aria-labelledby="cache">
      <h2 id="cache">Cache</h2>
      <p className={styles.muted}>
        Writes reach every cached read at once. These are for what is never written.
      </p>
      <div className={styles.durations}>
        {DURATIONS.map(({ name, label, hint }) => (
          <Field
            key={name}
            label={label}
            hint={hint}
            inputMode="numeric"
            disabled={!mayChange}
            value={draft.durations[name]}
            error={problem && problemOf(problem, name)}
            onChange={({ target }) =>
              change({ durations: { ...draft.durations, [name]: target.value } })
            }
          />
        ))}
      </div>
      <SwitchField
        label="Near cache"
        hint="Servers that have one may serve documents from their own memory, which may be behind the last write by their bound."
        checked={draft.near}
        disabled={!mayChange}
        onChange={(near) => change({ near })}
      />
    </section>
  )
}

interface TextPartProps extends PartProps {
  readonly name: 'schema' | 'indexes'
  readonly title: string
  readonly hint: string
  readonly problem: string | undefined
  readonly children?: ReactNode
}

function TextPart(props: TextPartProps): ReactNode {
  const { draft, change, mayChange, name, title, hint, problem, children } = props
  return (
    <section className={styles.part} aria-labelledby={name}>
      <h2 id={name}>{title}</h2>
      <p className={styles.muted}>{hint}</p>
      <FaultsEditor
        label={`${title} as JSON`}
        size="small"
        mayBeEmpty
        value={draft[name]}
        readOnly={!mayChange}
        onChange={(text) => change({ [name]: text })}
      />
      {problem === undefined ? null : (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {children}
    </section>
  )
}
