import { useState } from 'react'
import type { Key } from '../../../server/api/schemas/accounts.ts'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Ticket } from '../../../server/api/schemas/pairing.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { PairingRequests } from '../pairing/pairing-requests.tsx'
import { KeyStep } from './key-step.tsx'
import { NameStep } from './name-step.tsx'
import { TicketStep } from './ticket-step.tsx'
import type { Wish } from './wish.ts'

interface ConnectDialogProps {
  app: App
  onClose: () => void
}

type Step =
  | { name: 'name' }
  | { name: 'key'; made: { key: Key; text: string } }
  | { name: 'ticket'; wish: Wish; first: Ticket }

/**
 * Connects a device in two steps: its name makes a key, then the key goes to the device. An app that
 * can pair gets a ticket in its place, and fetches the key by itself.
 */
export function ConnectDialog({ app, onClose }: ConnectDialogProps) {
  const { t } = useSpeech()
  const [step, setStep] = useState<Step>({ name: 'name' })
  const toKey = (made: { key: Key; text: string }) => setStep({ name: 'key', made })
  return (
    <Dialog
      title={t('connect.title', { app: app.name })}
      onClose={onClose}
      wide={step.name !== 'name'}
      step={step.name}
    >
      {/* The page behind cannot be reached while this is open. */}
      <PairingRequests />
      {step.name === 'name' && (
        <NameStep
          app={app}
          onMade={toKey}
          onTicket={(wish, first) => setStep({ name: 'ticket', wish, first })}
          onClose={onClose}
        />
      )}
      {step.name === 'key' && (
        <KeyStep app={app} made={step.made.key} text={step.made.text} onClose={onClose} />
      )}
      {step.name === 'ticket' && (
        <TicketStep
          app={app}
          wish={step.wish}
          first={step.first}
          onMade={toKey}
          onClose={onClose}
        />
      )}
    </Dialog>
  )
}
