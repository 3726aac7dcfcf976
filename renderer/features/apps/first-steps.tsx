import { useSpeech } from '../../texts/speech.tsx'

/** What a new hub is for, in three steps. */
export function FirstSteps() {
  const { t } = useSpeech()
  const steps = [1, 2, 3] as const
  return (
    <section className="first-steps" aria-labelledby="first-steps">
      <div className="leaves" aria-hidden="true">
        <span className="leaf" />
        <span className="leaf" />
        <span className="leaf" />
      </div>
      <div>
        <h2 id="first-steps">{t('first.title')}</h2>
        <ol>
          {steps.map((step) => (
            <li key={step}>
              <strong>{t(`first.step${step}`)}</strong>
              <span>{t(`first.detail${step}`)}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  )
}
