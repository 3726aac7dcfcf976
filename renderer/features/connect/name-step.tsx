import { useState } from 'react'
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
import { Switch } from '../../ui/switch.tsx'
import { useAction } from '../../ui/use-action.ts'
import { Expiry } from './expiry.tsx'
import {
  allApps,
  canPair,
  type MadeKey,
  ticketWish,
  type Way,
  type Wish,
  waysOf,
  wishOf,
} from './wish.ts'

interface NameStepProps {
  /** Without one, the key is for the files of all apps. */
  app: App | undefined
  onMade: (way: Way, made: MadeKey) => void
  onTicket: (app: App, wish: Wish, first: Ticket) => void
  onClose: () => void
}

/** Names the device and makes its key, or a ticket for it. */
export function NameStep({ app, onMade, onTicket, onClose }: NameStepProps) {
  const { t } = useSpeech()
  const ways = waysOf(app)
  const [way, setWay] = useState<Way>(ways[0] ?? 'key')
  const [name, setName] = useState('')
  const [days, setDays] = useState(0)
  const [reads, setReads] = useState(false)
  const others = ways.filter((each) => each !== way)
  const wish = () => {
    return wishOf(app?.type ?? allApps, { name, days, readOnly: reads, way }, Date.now())
  }
  const { start, busy, error } = useAction(async () => {
    onMade(way, await calls.makeKey(wish()))
    void refresh.keys()
  })
  const ticket = useAction(async (app: App) => {
    const wanted = wish()
    onTicket(app, wanted, await calls.makeTicket(ticketWish(wanted)))
  })
  return (
    <Form onSubmit={start}>
      {app ? <About app={app} way={way} /> : <p>{t('allApps.what')}</p>}
      <Field
        label={t('connect.device')}
        hint={
          app && way !== 'webdav'
            ? t('connect.deviceHint', { app: app.name })
            : t('webdav.deviceHint')
        }
        placeholder={t('connect.example')}
        required
        maxLength={60}
        value={name}
        onText={setName}
      />
      <Expiry days={days} onDays={setDays} />
      {way !== 'key' && (
        <Switch on={reads} onChange={setReads} hint={t('webdav.readOnlyHint')}>
          {t('key.readOnly')}
        </Switch>
      )}
      <Failure error={error ?? ticket.error} />
      {app && canPair(app) && way === 'key' && (
        <div className="other-way">
          <p className="soft small">{t('connect.canPair', { app: app.name })}</p>
          <Button
            kind="quiet"
            icon="device"
            busy={ticket.busy}
            onClick={() => void ticket.start(app)}
          >
            {t('connect.showTicket')}
          </Button>
        </div>
      )}
      {others.map((other) => (
        <div key={other} className="other-way">
          <p className="soft small">{t(`connect.other.${other}`)}</p>
          <Button kind="quiet" icon={icons[other]} onClick={() => setWay(other)}>
            {t(`connect.way.${other}`)}
          </Button>
        </div>
      ))}
      <SubmitFooter action={t('connect.make')} icon="key" busy={busy} onCancel={onClose} />
    </Form>
  )
}

const icons = { key: 'key', webdav: 'link', address: 'link' } as const

/** What this way is, where it needs saying. */
function About({ app, way }: { app: App; way: Way }) {
  const { t } = useSpeech()
  if (way === 'address') return <p>{t('address.what', { app: app.name })}</p>
  if (way === 'webdav') return <p>{t('webdav.what', { app: app.name })}</p>
  return app.connects === 'built-in' ? null : (
    <Notice>{t('connect.byFile', { app: app.name })}</Notice>
  )
}
