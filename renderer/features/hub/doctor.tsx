import { useState } from 'react'
import type { Check } from '../../../server/api/schemas/hub.ts'
import { calls } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { Checks } from './checks.tsx'

/** Looks for what keeps devices from the hub, when asked to. */
export function Doctor() {
  const { t } = useSpeech()
  const [checks, setChecks] = useState<Check[]>()
  const { start, busy, error } = useAction(async () => setChecks(await calls.checkNetwork()))
  return (
    <div className="doctor">
      <div className="actions">
        <Button icon="rotate" busy={busy} onClick={() => void start()}>
          {t('doctor.button')}
        </Button>
      </div>
      <p className="soft" role="status">
        {busy ? t('doctor.running') : checks && <Summary checks={checks} />}
      </p>
      <Failure error={error} />
      {checks && !busy && <Checks checks={checks} />}
    </div>
  )
}

function Summary({ checks }: { checks: readonly Check[] }) {
  const { t } = useSpeech()
  const bad = checks.filter(({ level }) => level !== 'ok')
  return bad.length === 0 ? t('doctor.well') : t('doctor.found', { n: bad.length })
}
