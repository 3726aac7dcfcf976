import { useState } from 'react'
import type { Key } from '../../../server/api/schemas/accounts.ts'
import { calls, refresh } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DoneFooter, SubmitFooter } from '../../ui/dialog-footer.tsx'
import { useOneTime } from '../../ui/one-time.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Asks, then shows the new text of the key: the only time that it can be seen. */
export function RotateKey({ made, onClose }: { made: Key; onClose: () => void }) {
  const { t } = useSpeech()
  const name = made.name || t('key.unnamed')
  const { close, setSafe, question } = useOneTime(onClose)
  // An address is shown whole.
  const [text, setText] = useState<string>()
  const { start, busy, error } = useAction(async () => {
    const { text, url } = await calls.rotateKey(made.id)
    setText(url ?? text)
    void refresh.keys()
  })
  return (
    <>
      <Dialog
        title={t('key.rotateTitle', { key: name })}
        onClose={text === undefined ? onClose : close}
        step={text === undefined ? 'ask' : 'show'}
      >
        {text === undefined ? (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void start()
            }}
          >
            <p>{t('key.rotateWhat')}</p>
            <Failure error={error} />
            <SubmitFooter
              action={t('key.rotateButton')}
              kind="danger"
              busy={busy}
              onCancel={onClose}
            />
          </form>
        ) : (
          <>
            <CopyField label={t('key.new')} text={text} onCopied={setSafe} />
            <p className="soft">{t('key.once')}</p>
            <DoneFooter onDone={onClose} />
          </>
        )}
      </Dialog>
      {question}
    </>
  )
}
