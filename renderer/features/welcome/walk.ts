import { navigate } from '../../router.ts'
import { rememberWelcome } from '../../state/preferences.ts'

/** The steps of the first run, in their order. */
export const welcomeSteps = ['name', 'network', 'app'] as const
export type WelcomeStep = (typeof welcomeSteps)[number]

export const welcomeStep = (text: string | null | undefined): WelcomeStep | undefined =>
  welcomeSteps.find((step) => step === text)

export const welcomePath = (step: WelcomeStep) =>
  step === 'name' ? '/welcome' : `/welcome?step=${step}`

/** Goes to a step; it is where the walk goes on if the window is closed. */
export function goToStep(step: WelcomeStep): void {
  rememberWelcome(step)
  navigate(welcomePath(step))
}

/** Ends the walk, done or not: it does not come back. */
export function endWelcome(to = '/'): void {
  rememberWelcome('done')
  navigate(to, { replace: true })
}
