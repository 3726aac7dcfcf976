import { useId, useRef, useState } from 'react'
import { useSpeech } from '../texts/speech.tsx'
import { Button } from './button.tsx'

interface CopyFieldProps {
  label: string
  text: string
  /** Several lines, as a command has them. */
  multiline?: boolean
  onCopied?: () => void
}

/** A text to take elsewhere, with a button that copies it. */
export function CopyField({ label, text, multiline, onCopied }: CopyFieldProps) {
  const { t } = useSpeech()
  const id = useId()
  const box = useRef<HTMLTextAreaElement>(null)
  const [said, setSaid] = useState<'copied' | 'selected'>()

  async function copy() {
    const copied = await copyText(text, box.current)
    setSaid(copied ? 'copied' : 'selected')
    if (copied) onCopied?.()
    setTimeout(() => setSaid(undefined), 4_000)
  }

  return (
    <div className="copy">
      <label htmlFor={id}>{label}</label>
      <div className="copy-box">
        <textarea
          ref={box}
          id={id}
          readOnly
          spellCheck={false}
          rows={multiline ? text.split('\n').length : 1}
          className={multiline ? 'copy-text multiline' : 'copy-text'}
          value={text}
          onFocus={(event) => event.target.select()}
        />
        <Button icon={said === 'copied' ? 'check' : 'copy'} onClick={copy}>
          {said === 'copied' ? t('copy.done') : t('action.copy')}
          <span className="visually-hidden">: {label}</span>
        </Button>
      </div>
      <p className="visually-hidden" role="status">
        {said === 'copied' && t('copy.done')}
      </p>
      {said === 'selected' && <p className="field-hint">{t('copy.byHand')}</p>}
    </div>
  )
}

/** Browsers give pages without HTTPS no clipboard; there the old command does it. */
async function copyText(text: string, box: HTMLTextAreaElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    box?.focus()
    box?.select()
    try {
      return document.execCommand('copy')
    } catch {
      return false
    }
  }
}
