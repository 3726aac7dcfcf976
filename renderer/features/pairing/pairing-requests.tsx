import { useQuery } from '@tanstack/react-query'
import type { PairingRequest } from '../../../server/api/schemas/pairing.ts'
import { resources } from '../../state/hub.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { RequestCard } from './request-card.tsx'

/** So many stand open; a flood of others does not push the page away. */
const shown = 2

/** The devices that ask for a key now: for the owner, since the key is one of who approves. */
export function PairingRequests() {
  const { isOwner } = useSignedIn()
  return isOwner ? <Requests /> : null
}

function Requests() {
  const { t } = useSpeech()
  const requests = useQuery(resources.pairingRequests).data ?? []
  const nameOf = useAppNames()
  const others = requests.slice(shown)
  const card = (request: PairingRequest) => (
    <RequestCard key={request.id} request={request} app={nameOf(request.app)} />
  )
  return (
    <div className="pairing-place">
      {/* Said once for each request; the card itself counts seconds and stays silent. */}
      <div className="visually-hidden" role="status">
        {requests.slice(0, shown).map(({ id, deviceName, app, code }) => (
          <p key={id}>
            {t('pairing.wants', { device: deviceName, app: nameOf(app) })}.{' '}
            {t('pairing.codeIs', { code: [...code].join(' ') })}
          </p>
        ))}
      </div>
      {requests.length > 0 && (
        <section className="pairing" aria-label={t('pairing.label')}>
          {requests.slice(0, shown).map(card)}
          {others.length > 0 && (
            <details className="fold">
              <summary>{t('pairing.more', { n: others.length })}</summary>
              {others.map(card)}
            </details>
          )}
        </section>
      )}
    </div>
  )
}

/** Says an app by its name; a device may ask for one that the hub does not know. */
function useAppNames(): (type: string) => string {
  const apps = useQuery(resources.apps).data
  return (type) => apps?.find((app) => app.type === type)?.name ?? type
}
