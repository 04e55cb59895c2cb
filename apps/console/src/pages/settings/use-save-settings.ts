import type { CollectionSettings } from '@cstore/client'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { usePutSettings, type SettingsChange } from '../../api/collections.ts'
import { useNotify } from '../../components/notify.ts'
import { isSameJson } from '../../json/json-value.ts'

/** Somebody else has changed what would be replaced. */
class SettingsChangedError extends Error {
  constructor() {
    super('Somebody else has changed the settings meanwhile. Discard yours to see them.')
    this.name = 'SettingsChangedError'
  }
}

/**
 * A save replaces all settings, and the API binds it to nothing: so they are looked at once more
 * before. `base`: what the changes were made to.
 */
export function useSaveSettings(collection: string, base: CollectionSettings) {
  const { client } = useApi()
  const notify = useNotify()
  const { mutateAsync, isPending } = usePutSettings(collection)
  const [error, setError] = useState<unknown>(null)

  const attempt = async (
    change: SettingsChange,
    onSaved: (settings: CollectionSettings) => void,
  ): Promise<void> => {
    const now = await client.settings(collection)
    if (!isSameJson(now.settings, base)) throw new SettingsChangedError()
    const { settings } = await mutateAsync(change)
    onSaved(settings)
    notify.done({ title: 'Settings saved', text: collection })
  }
  const save = (change: SettingsChange, onSaved: (settings: CollectionSettings) => void): void => {
    if (isPending) return
    setError(null)
    attempt(change, onSaved).catch(setError)
  }
  return { save, error, isSaving: isPending, forget: () => setError(null) }
}
