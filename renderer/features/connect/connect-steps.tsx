import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Ticket } from '../../../server/api/schemas/pairing.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useOneTime } from '../../ui/one-time.tsx'
import { PairingRequests } from '../pairing/pairing-requests.tsx'
import { AddressStep } from './address-step.tsx'
import { KeyStep } from './key-step.tsx'
import { NameStep } from './name-step.tsx'
import { TicketStep } from './ticket-step.tsx'
import { WebDavStep } from './webdav-step.tsx'
import type { MadeKey, Way, Wish } from './wish.ts'

export interface ConnectProps {
  /** Without one, the key is for the files of all apps. */
  app?: App | undefined
  onClose: () => void
}

type Step =
  | { name: 'name' }
  | { name: Way; made: MadeKey }
  | { name: 'ticket'; app: App; wish: Wish; first: Ticket }

/**
 * Connects a device in two steps: its name makes a key, then the key goes to the device. An app that
 * can pair gets a ticket in its place, and fetches the key by itself.
 */
export function ConnectSteps({ app, onClose }: ConnectProps) {
  const { t } = useSpeech()
  const [step, setStep] = useState<Step>({ name: 'name' })
  const { close, setSafe, question } = useOneTime(onClose)
  const toKey = (way: Way) => (made: MadeKey) => setStep({ name: way, made })
  const showsKey = 'made' in step
  return (
    <>
      <Dialog
        title={app ? t('connect.title', { app: app.name }) : t('allApps.button')}
        onClose={showsKey ? close : onClose}
        wide={step.name !== 'name'}
        step={step.name}
      >
        {/* The page behind cannot be reached while this is open. */}
        <PairingRequests />
        {step.name === 'name' && (
          <NameStep
            app={app}
            onMade={(way, made) => toKey(way)(made)}
            onTicket={(app, wish, first) => setStep({ name: 'ticket', app, wish, first })}
            onClose={onClose}
          />
        )}
        {step.name === 'key' && app && (
          <KeyStep app={app} made={step.made} onSafe={setSafe} onClose={onClose} />
        )}
        {step.name === 'webdav' && (
          <WebDavStep app={app} made={step.made} onSafe={setSafe} onClose={onClose} />
        )}
        {step.name === 'address' && app && (
          <AddressStep app={app} made={step.made} onSafe={setSafe} onClose={onClose} />
        )}
        {step.name === 'ticket' && (
          <TicketStep
            app={step.app}
            wish={step.wish}
            first={step.first}
            onMade={toKey('key')}
            onClose={onClose}
          />
        )}
      </Dialog>
      {question}
    </>
  )
}
