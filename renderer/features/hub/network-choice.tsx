import { useId } from 'react'
import type { Network } from '../../../server/api/schemas/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useSaveSettings } from './use-save-settings.ts'

interface NetworkChoiceProps {
  networks: readonly Network[]
  /** The name of an interface; empty for every one that fits. */
  chosen: string
}

/** Which network devices come by; silent where there is nothing to choose. */
export function NetworkChoice({ networks, chosen }: NetworkChoiceProps) {
  const { t } = useSpeech()
  const id = useId()
  const { save, error } = useSaveSettings()
  const possible = networks.filter(({ kind }) => kind !== 'none')
  if (possible.length < 2 && chosen === '') return null
  const isGone = chosen !== '' && !possible.some(({ name }) => name === chosen)
  return (
    <div className="field">
      <label htmlFor={id}>{t('lan.which')}</label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => void save({ lanInterface: event.target.value })}
      >
        <option value="">{t('lan.every')}</option>
        {possible.map(({ name, addresses }) => (
          <option key={name} value={name}>
            {t('lan.one', { name, addresses: addresses.join(', ') })}
          </option>
        ))}
        {isGone && <option value={chosen}>{t('lan.gone', { name: chosen })}</option>}
      </select>
      <Failure error={error} />
    </div>
  )
}
