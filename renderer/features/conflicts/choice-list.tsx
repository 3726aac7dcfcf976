import type { MergeChoice } from '../../../server/api/schemas/conflicts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Choice } from '../../ui/choice.tsx'
import { shorten } from '../compare/diff/excerpt.ts'
import { plainText } from '../compare/diff/plain.ts'
import { orderOf, placeOf } from './place.ts'

export type Side = MergeChoice['taken']

interface ChoiceListProps {
  choices: readonly MergeChoice[]
  /** The devices, by the side that is theirs. */
  devices: Readonly<Record<Side, string>>
  onChoice: (path: string, side: Side) => void
}

/** What both sides changed: each is for a person to decide, and the newer one is set. */
export function ChoiceList({ choices, devices, onChoice }: ChoiceListProps) {
  const { t } = useSpeech()
  return (
    <ul className="merge-choices">
      {choices.map((choice) => {
        const place = placeOf(choice.path).join(' › ')
        const label = choice.kind === 'order' ? t('conflict.orderOf', { place }) : place
        return (
          <li key={choice.path} className="merge-choice">
            <Choice
              tall
              label={label || t('diff.root')}
              value={choice.taken}
              options={(['mine', 'theirs'] as const).map((side) => ({
                value: side,
                label: t('conflict.option', { device: devices[side], value: say(choice, side, t) }),
              }))}
              onValue={(side) => onChoice(choice.path, side)}
            />
            <p className="soft small">{t('conflict.before', { value: say(choice, 'base', t) })}</p>
          </li>
        )
      })}
    </ul>
  )
}

const longest = 120

function say(
  choice: MergeChoice,
  side: Side | 'base',
  t: ReturnType<typeof useSpeech>['t'],
): string {
  const text = choice[side]
  if (text === undefined) return t('conflict.nothing')
  return shorten(choice.kind === 'order' ? orderOf(text) : plainText(text), longest)
}
