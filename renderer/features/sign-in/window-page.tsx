import { useEffect, useState } from 'react'
import type { SessionInfo } from '../../../server/api/schemas/sign-in.ts'
import { type ApiError, asApiError } from '../../api/api-error.ts'
import { isNameNeeded, signInWindow } from '../../state/window-sign-in.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Door } from '../../ui/door.tsx'
import { Link } from '../../ui/link.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { Problem } from '../../ui/problem.tsx'
import { NameStep } from '../welcome/name-step.tsx'

/** Nobody is signed in in the window of the program: it signs in the person at this computer. */
export function WindowDoor({ session }: { session: SessionInfo }) {
  const { t } = useSpeech()
  const [turn, setTurn] = useState(0)
  const [error, setError] = useState<ApiError>()

  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn is a new try
  useEffect(() => {
    let current = true
    const fail = (problem: ApiError) => {
      if (current) setError(problem)
    }
    setError(undefined)
    signInWindow().then(
      // Where it helped, another page has taken the place of this one by now.
      () => fail(asApiError(new Error('The window was signed in, but its cookie was not kept.'))),
      (failure) => fail(asApiError(failure)),
    )
    return () => {
      current = false
    }
  }, [turn])

  if (error && isNameNeeded(error)) return <NameStep />
  return (
    <Door title={t(error ? 'windowDoor.failed' : 'windowDoor.title')} hubName={session.hubName}>
      {error ? (
        <>
          <Problem error={error} onRetry={() => setTurn(turn + 1)} />
          {!session.needsOwner && <Link to="/sign-in?password">{t('windowDoor.byPassword')}</Link>}
        </>
      ) : (
        <Waiting text={t('windowDoor.waiting')} />
      )}
    </Door>
  )
}
