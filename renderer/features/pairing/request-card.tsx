import { useEffect, useId, useState } from 'react'
import type { PairingRequest } from '../../../server/api/schemas/pairing.ts'
import { asApiError } from '../../api/api-error.ts'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { useErrorText } from '../../texts/use-error-text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { timeLeft, timerText } from './time-left.ts'
import { useSeconds } from './use-seconds.ts'

type Decision = 'approve' | 'deny'

/** How often to ask the hub about a request whose time is over by the clock of this browser. */
const askAgain = 10_000

interface RequestCardProps {
  request: PairingRequest
  /** The name of the app. */
  app: string
}

/** One device that asks for a key, with its code to compare. */
export function RequestCard({ request, app }: RequestCardProps) {
  const { t } = useSpeech()
  const id = useId()
  const { decide, deciding, error } = useDecision(request, app)
  const { deviceName, code, from } = request
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div className="pairing-card" role="group" aria-labelledby={id}>
      <Icon name="device" size={28} />
      <div className="pairing-text">
        <p id={id} className="pairing-title">
          {t('pairing.wants', { device: deviceName, app })}
        </p>
        <p className="soft small">
          {t('pairing.from', { address: from })} · <TimeLeft request={request} />
        </p>
        <p>{t('pairing.compare')}</p>
        <Failure error={error} />
      </div>
      <p className="pairing-code">
        <span aria-hidden="true">{code}</span>
        <span className="visually-hidden">
          {t('pairing.codeIs', { code: [...code].join(' ') })}
        </span>
      </p>
      <div className="pairing-actions">
        <Button
          kind="primary"
          icon="check"
          busy={deciding === 'approve'}
          aria-describedby={id}
          onClick={() => void decide('approve')}
        >
          {t('pairing.approve')}
        </Button>
        <Button
          busy={deciding === 'deny'}
          aria-describedby={id}
          onClick={() => void decide('deny')}
        >
          {t('pairing.deny')}
        </Button>
      </div>
    </div>
  )
}

function useDecision({ id, deviceName: device }: PairingRequest, app: string) {
  const { t } = useSpeech()
  const say = useErrorText()
  const [deciding, setDeciding] = useState<Decision>()

  const { start, error } = useAction(async (decision: Decision) => {
    setDeciding(decision)
    try {
      await calls.decidePairing(id, decision)
      showToast(t(decision === 'approve' ? 'pairing.approved' : 'pairing.denied', { device, app }))
      takeAway(id)
    } catch (failure) {
      const reason = asApiError(failure)
      // Somebody else was faster, or its time is over: there is nothing left to decide.
      if (reason.code !== 'pairing_decided' && reason.code !== 'unknown_thing') throw failure
      showToast(say(reason), { tone: 'bad' })
      takeAway(id)
    } finally {
      setDeciding(undefined)
      void refresh.pairing()
    }
  })
  return { decide: start, deciding, error }
}

/** The buttons go with the request; who pressed one goes on from the heading. */
function takeAway(id: string): void {
  void edit(resources.pairingRequests, (all) => all.filter((request) => request.id !== id))
  const inDialog = document.querySelector<HTMLElement>('dialog[open] .icon-button')
  const place = inDialog ?? document.querySelector<HTMLElement>('h1')
  place?.focus({ preventScroll: true })
}

function TimeLeft({ request }: { request: PairingRequest }) {
  const { t } = useSpeech()
  const left = timeLeft(request, useSeconds())
  const isOver = left === 0

  useEffect(() => {
    if (!isOver) return
    // The hub says nothing when a request runs out.
    void refresh.pairing()
    const timer = setInterval(() => void refresh.pairing(), askAgain)
    return () => clearInterval(timer)
  }, [isOver])

  return (
    <span role="timer" className="timer">
      {isOver ? t('pairing.over') : t('pairing.left', { time: timerText(left) })}
    </span>
  )
}
