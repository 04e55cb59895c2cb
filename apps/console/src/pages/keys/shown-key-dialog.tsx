import type { ApiKeyCreated } from '@cstore/client'
import { Check, Copy } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import styles from './keys.module.css'

interface ShownKeyDialogProps {
  readonly made: ApiKeyCreated
  readonly onClose: () => void
}

/** The only time that a key can be seen: it does not close by accident before it was copied. */
export function ShownKeyDialog({ made, onClose }: ShownKeyDialogProps): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  const [isCopied, setCopied] = useState(false)
  const [isWarned, setWarned] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      // Browsers give it to pages of localhost and https alone.
      await navigator.clipboard.writeText(made.key)
      setCopied(true)
    } catch {
      // Which takes the focus along.
      field.current?.select()
      setCopied(document.execCommand('copy'))
    }
  }
  const close = (): void => (isCopied || isWarned ? onClose() : setWarned(true))
  return (
    <Dialog title={`The key of ${made.name}`} open onClose={close} initialFocus={field}>
      <p>This is the only time it is shown. Copy it to where it is used.</p>
      <div className={styles.secret}>
        <input
          ref={field}
          readOnly
          value={made.key}
          aria-label="Key"
          spellCheck={false}
          onFocus={(event) => event.target.select()}
        />
        <Button icon={isCopied ? Check : Copy} onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <output className={isWarned && !isCopied ? styles.missing : 'visually-hidden'}>
        {isCopied ? 'The key is in the clipboard.' : null}
        {isWarned && !isCopied ? 'It was not copied yet, and cannot be shown again.' : null}
      </output>
      <DialogActions>
        <Button kind={isCopied ? 'primary' : 'plain'} onClick={close}>
          {isWarned && !isCopied ? 'Close all the same' : 'Done'}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
