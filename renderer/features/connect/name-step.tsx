import { useId, useState } from 'react'
import type { Key } from '../../../server/api/schemas/accounts.ts'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Ticket } from '../../../server/api/schemas/pairing.ts'
import { calls, refresh } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { SubmitFooter } from '../../ui/dialog-footer.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { ticketWish, type Wish, wishOf } from './wish.ts'

interface NameStepProps {
  app: App
  onMade: (made: { key: Key; text: string }) => void
  onTicket: (wish: Wish, first: Ticket) => void
  onClose: () => void
}

/** Names the device and makes its key, or a ticket for it. */
export function NameStep({ app, onMade, onTicket, onClose }: NameStepProps) {
  const { t } = useSpeech()
  const [name, setName] = useState('')
  const [days, setDays] = useState(0)
  const { start, busy, error } = useAction(async () => {
    onMade(await calls.makeKey(wishOf(app.type, name, days, Date.now())))
    void refresh.keys()
  })
  const ticket = useAction(async () => {
    const wish = wishOf(app.type, name, days, Date.now())
    onTicket(wish, await calls.makeTicket(ticketWish(wish)))
  })
  return (
    <Form onSubmit={start}>
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
      <Failure error={error ?? ticket.error} />
      {app.connects === 'built-in' && (
        <div className="pairing-way">
          <p className="soft small">{t('connect.canPair', { app: app.name })}</p>
          <Button kind="quiet" icon="device" busy={ticket.busy} onClick={() => void ticket.start()}>
            {t('connect.showTicket')}
          </Button>
        </div>
      )}
      <SubmitFooter action={t('connect.make')} icon="key" busy={busy} onCancel={onClose} />
    </Form>
  )
}

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
