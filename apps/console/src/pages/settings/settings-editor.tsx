import { CStoreError, type CollectionInfo, type ErrorAt } from '@cstore/client'
import { Lock } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useLocation } from 'react-router'
import { useRights } from '../../api/access.ts'
import { SwitchField } from '../../components/switch-field.tsx'
import { LeaveGuard } from '../../components/leave-guard.tsx'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import { CacheSection } from './cache-section.tsx'
import { DangerSection } from './danger-section.tsx'
import { IndexSection } from './index-section.tsx'
import { SaveBar } from './save-bar.tsx'
import { SchemaSection } from './schema-section.tsx'
import { Section } from './section.tsx'
import { buildSettings, formOf, isFormChanged, type Problems } from './settings-form.ts'
import styles from './settings.module.css'
import { useSaveSettings } from './use-save-settings.ts'

export function SettingsEditor({ info }: { info: CollectionInfo }): ReactNode {
  const { name } = info
  const { may, isKnown } = useRights()
  const mayAdminister = may('admin', name)
  const [base, setBase] = useState(info.settings)
  const [form, setForm] = useState(() => formOf(info.settings))
  const [problems, setProblems] = useState<Problems>(NONE)
  const [validate, setValidate] = useState(true)
  const isChanged = isFormChanged(form, base)
  /** Nothing is left to save it to. */
  const isDeleted = useRef(false)
  const saving = useSaveSettings(name, base)

  // What others change comes in, as long as nothing was changed here.
  if (base !== info.settings && !isChanged) {
    setBase(info.settings)
    setForm(formOf(info.settings))
  }
  const change = (part: Partial<typeof form>): void => {
    setForm({ ...form, ...part })
    setProblems(NONE)
    saving.forget()
  }
  const discard = (): void => {
    setBase(info.settings)
    setForm(formOf(info.settings))
    setProblems(NONE)
    saving.forget()
  }
  const save = (): void => {
    if (!isChanged || !mayAdminister) return
    const built = buildSettings(form)
    setProblems(built.ok ? NONE : built.problems)
    if (!built.ok) requestAnimationFrame(showFirstProblem)
    if (built.ok)
      saving.save(
        { settings: built.settings, validate: validate && form.schemaText !== '' },
        setBase,
      )
  }
  useScrollToHash()
  useShortcut('mod+s', 'Save the settings', save)
  return (
    <div className={styles.sections}>
      {isKnown && !mayAdminister ? <ReadOnlyNote /> : null}
      <Section id="reading" title="Reading" text="Writing needs a key in any case.">
        <SwitchField
          label="Everybody may read"
          hint="Without a key, also from other sites if CSTORE_CORS_ORIGINS allows them."
          checked={form.publicRead}
          disabled={!mayAdminister}
          onChange={(publicRead) => change({ publicRead })}
        />
      </Section>
      <CacheSection
        cache={form.cache}
        problems={problems}
        disabled={!mayAdminister}
        onChange={(cache) => change({ cache })}
      />
      <SchemaSection
        collection={name}
        text={form.schemaText}
        problem={problems.schema}
        errors={schemaErrors(saving.error)}
        disabled={!mayAdminister}
        validate={validate}
        onValidate={setValidate}
        onChange={(schemaText) => change({ schemaText })}
      />
      <IndexSection
        indexes={form.indexes}
        states={info.indexes ?? []}
        problems={problems}
        disabled={!mayAdminister}
        onChange={(indexes) => change({ indexes })}
      />
      <DangerSection
        collection={name}
        mayWrite={may('writer', name)}
        mayAdminister={mayAdminister}
        onDeleted={() => (isDeleted.current = true)}
      />
      {isChanged && mayAdminister ? (
        <SaveBar
          collection={name}
          error={saving.error}
          hasProblems={Object.keys(problems).length > 0}
          isSaving={saving.isSaving}
          onSave={save}
          onDiscard={discard}
        />
      ) : null}
      <LeaveGuard
        isHeld={() => isChanged && mayAdminister && !isDeleted.current}
        title="Leave without saving?"
        leaveLabel="Leave without saving"
      >
        The settings that you have changed are not saved.
      </LeaveGuard>
    </div>
  )
}

/** Which may be far from the button. */
function showFirstProblem(): void {
  const input = document.querySelector<HTMLElement>('main [aria-invalid="true"]')
  if (input) input.focus()
  else document.querySelector('#schema')?.scrollIntoView()
}

/** A link to a part of the page has to wait until that is there. */
function useScrollToHash(): void {
  const { hash } = useLocation()
  useEffect(() => {
    const id = hash.slice(1)
    if (id !== '') document.querySelector(`#${CSS.escape(id)}`)?.scrollIntoView()
  }, [hash])
}

const NONE: Problems = {}
const NO_ERRORS: readonly ErrorAt[] = []

function ReadOnlyNote(): ReactNode {
  return (
    <p className={styles.note}>
      <Lock aria-hidden size={15} />
      Only a key with the role admin may change these.
    </p>
  )
}

/** They lead through all of the settings. */
function schemaErrors(error: unknown): readonly ErrorAt[] {
  const isSchema = error instanceof CStoreError && error.code === 'CSTORE_SCHEMA_INVALID'
  if (!isSchema) return NO_ERRORS
  return error.errors.map(({ pointer, detail }) => ({
    pointer: pointer.replace(/^\/schema/, ''),
    detail,
  }))
}
