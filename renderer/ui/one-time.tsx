import { type ReactNode, useState } from 'react'
import { useSpeech } from '../texts/speech.tsx'
import { Confirm } from './confirm.tsx'

/**
 * For a dialog that shows what is never shown again: to close it by a slip (Esc, the cross) is asked
 * about once, until the text has been copied or is known to be in use.
 */
export function useOneTime(onClose: () => void): {
  /** Closes at once where nothing is lost. */
  readonly close: () => void
  readonly setSafe: () => void
  /** Stands beside the dialog. */
  readonly question: ReactNode
} {
  const { t } = useSpeech()
  const [safe, setSafe] = useState(false)
  const [asking, setAsking] = useState(false)
  return {
    close: () => (safe ? onClose() : setAsking(true)),
    setSafe: () => setSafe(true),
    question: asking && (
      <Confirm
        title={t('once.title')}
        action={t('once.close')}
        onConfirm={async () => onClose()}
        onClose={() => setAsking(false)}
      >
        <p>{t('once.what')}</p>
      </Confirm>
    ),
  }
}
