import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import type { Key } from '../../../server/api/schemas/accounts.ts'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Ticket } from '../../../server/api/schemas/pairing.ts'
import { calls, refresh, resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { DoneFooter } from '../../ui/dialog-footer.tsx'
import { later } from '../../ui/later.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { timeLeft, timerText } from '../pairing/time-left.ts'
import { useSeconds } from '../pairing/use-seconds.ts'
import { AddressChoice } from './address-choice.tsx'
import { FirstSync } from './first-sync.tsx'
import { ticketWish, type Wish } from './wish.ts'

const QrCode = later(async () => (await import('./qr-code.tsx')).QrCode)

interface TicketStepProps {
  app: App
  wish: Wish
  first: Ticket
  onMade: (made: { key: Key; text: string }) => void
  onClose: () => void
}

/** A code that works once, for an app that fetches its key by itself. */
export function TicketStep({ app, wish, first, onMade, onClose }: TicketStepProps) {
  const { t } = useSpeech()
  const addresses = useQuery(resources.addresses)
  const [shown, setShown] = useState(() => ({ ...first, createdAt: nowText() }))
  const [expected] = useState({ name: wish.name ?? '', createdAt: shown.createdAt })
  const renew = useAction(async (address?: string) => {
    const made = await calls.makeTicket(ticketWish(wish, address))
    setShown({ ...made, createdAt: nowText() })
  })
  const byHand = useAction(async () => {
    onMade(await calls.makeKey(wish))
    void refresh.keys()
  })
  const left = timeLeft(shown, useSeconds())
  const hub = URL.parse(shown.uri)?.searchParams.get('hub') ?? ''
  return (
    <>
      <FirstSync
        app={app}
        made={expected}
        title={t('connect.waiting')}
        hint={t('connect.ticketWaiting', { app: app.name })}
      />
      <div className="hand-over">
        <div className="hand-over-code">
          {left > 0 ? (
            <>
              <Suspense fallback={<Waiting />}>
                <QrCode text={shown.uri} label={t('connect.ticketQr')} />
              </Suspense>
              <p className="soft small timer" role="timer">
                {t('connect.ticketLeft', { time: timerText(left) })}
              </p>
            </>
          ) : (
            <Notice
              tone="warning"
              action={
                <Button icon="rotate" busy={renew.busy} onClick={() => void renew.start(hub)}>
                  {t('connect.newTicket')}
                </Button>
              }
            >
              {t('connect.ticketOver')}
            </Notice>
          )}
        </div>
        <div className="hand-over-text">
          <p>{t('connect.ticketWhat', { app: app.name })}</p>
          <AddressChoice
            from={addresses}
            value={hub}
            onValue={(address) => void renew.start(address)}
            onOpened={() => void renew.start()}
          />
          <Failure error={renew.error ?? byHand.error} />
          <div className="actions">
            <Button icon="key" busy={byHand.busy} onClick={() => void byHand.start()}>
              {t('connect.byHand')}
            </Button>
          </div>
        </div>
      </div>
      <DoneFooter onDone={onClose} />
    </>
  )
}

const nowText = () => new Date().toISOString()
