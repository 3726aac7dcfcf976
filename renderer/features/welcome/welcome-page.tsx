import { usePlace } from '../../router.ts'
import { useSignedIn } from '../../state/session.tsx'
import { AppStep } from './app-step.tsx'
import { NameGiven } from './name-step.tsx'
import { NetworkStep } from './network-step.tsx'
import { welcomeStep } from './walk.ts'

/** The first run of the program, from the moment on that there is an owner. */
export function WelcomePage() {
  const { query } = usePlace()
  const { account } = useSignedIn()
  const step = welcomeStep(query.get('step'))
  if (step === 'network') return <NetworkStep />
  if (step === 'app') return <AppStep />
  return <NameGiven name={account.name} />
}
