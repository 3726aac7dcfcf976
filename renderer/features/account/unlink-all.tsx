import type { Identity } from '../../../server/api/schemas/sign-in.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Switch } from '../../ui/switch.tsx'

interface UnlinkAllProps {
  identities: readonly Identity[]
  on: boolean
  onChange: (on: boolean) => void
}

export const waysText = (identities: readonly Identity[]): string =>
  identities.map(({ label }) => label).join(', ')

/** Offers to end the ways in through providers as well: a thief may have linked one of theirs. */
export function UnlinkAll({ identities, on, onChange }: UnlinkAllProps) {
  const { t } = useSpeech()
  if (identities.length === 0) return null
  return (
    <Switch
      on={on}
      onChange={onChange}
      hint={t('signIns.unlinkAllHint', { ways: waysText(identities) })}
    >
      {t('signIns.unlinkAll')}
    </Switch>
  )
}
