import type { ReactNode } from 'react'
import { useSpeech } from '../../texts/speech.tsx'
import { Door } from '../../ui/door.tsx'
import { type WelcomeStep, welcomeSteps } from './walk.ts'

interface StepDoorProps {
  step: WelcomeStep
  title: string
  lead: ReactNode
  children: ReactNode
}

/** One step of the first run, and how many there are. */
export function StepDoor({ step, title, lead, children }: StepDoorProps) {
  const { t } = useSpeech()
  const place = welcomeSteps.indexOf(step)
  return (
    <Door
      key={step}
      title={title}
      lead={lead}
      above={
        <p className="walk">
          {welcomeSteps.map((each, index) => (
            <span key={each} className={index <= place ? 'walk-dot been' : 'walk-dot'} />
          ))}
          {t('welcome.step', { step: place + 1, of: welcomeSteps.length })}
        </p>
      }
    >
      {children}
    </Door>
  )
}
