import { useId, useState } from 'react'
import type { App, Key } from '../../api/types.ts'
import { calls, refresh } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../button.tsx'
import { Field } from '../field.tsx'
import { Notice } from '../notice.tsx'
import { Failure } from '../problem.tsx'
import { useAction } from '../use-action.ts'

interface NameStepProps {
  app: App
  onMade: (made: { key: Key; text: string }) => void
  onClose: () => void
}

/** Names the device and makes its key. */
export function NameStep({ app, onMade, onClose }: NameStepProps) {
  const { t } = useSpeech()
  const [name, setName] = useState('')
  const [days, setDays] = useState(0)
  const { start, busy, error } = useAction(async () => {
    const expires = days > 0 && { expires: inDays(days) }
    onMade(await calls.makeKey({ app: app.type, name: name.trim(), ...expires }))
    void refresh.keys()
  })
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      {app.connects === 'file' && <Notice>{t('connect.byFile', { app: app.name })}</Notice>}
      <Field
        label={t('connect.device')}
        hint={t('connect.deviceHint', { app: app.name })}
        placeholder={t('connect.example')}
        required
        maxLength={60}
        value={name}
        onText={setName}
      />
      <Expiry days={days} onDays={setDays} />
      <Failure error={error} />
      <div className="actions end">
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button kind="primary" icon="key" type="submit" busy={busy}>
          {t('connect.make')}
        </Button>
      </div>
    </form>
  )
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

/** How long a key works. Most work until they are revoked, so that is the choice to begin with. */
function Expiry({ days, onDays }: { days: number; onDays: (days: number) => void }) {
  const { t } = useSpeech()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{t('connect.expiry')}</label>
      <select id={id} value={days} onChange={(event) => onDays(Number(event.target.value))}>
        <option value={0}>{t('connect.untilRevoked')}</option>
        {[7, 30, 90, 365].map((choice) => (
          <option key={choice} value={choice}>
            {t('connect.forDays', { n: choice })}
          </option>
        ))}
      </select>
    </div>
  )
}
