import { useSpeech } from '../../texts/speech.tsx'
import { type EventKind, eventKinds } from './targets.ts'

interface EventChoiceProps {
  chosen: readonly EventKind[]
  onChosen: (chosen: EventKind[]) => void
}

/** What a target is told of. */
export function EventChoice({ chosen, onChosen }: EventChoiceProps) {
  const { t } = useSpeech()
  return (
    <fieldset className="event-choice">
      <legend>{t('notify.events')}</legend>
      {eventKinds.map((kind) => (
        <label key={kind}>
          <input
            type="checkbox"
            checked={chosen.includes(kind)}
            onChange={({ target: { checked } }) =>
              onChosen(eventKinds.filter((one) => (one === kind ? checked : chosen.includes(one))))
            }
          />
          <span>{t(`notify.event.${kind}`)}</span>
        </label>
      ))}
    </fieldset>
  )
}
