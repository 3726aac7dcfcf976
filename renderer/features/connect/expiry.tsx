import { useId } from 'react'
import { useSpeech } from '../../texts/speech.tsx'

/** How long a key works. Most work until they are revoked, so that is the choice to begin with. */
export function Expiry({ days, onDays }: { days: number; onDays: (days: number) => void }) {
  const { t } = useSpeech()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{t('connect.expiry')}</label>
      <select id={id} value={days} onChange={(event) => onDays(Number(event.target.value))}>
        <option value={0}>{t('connect.untilRevoked')}</option>
        {[7, 30, 90, 365].map((choice) => (
          <option key={choice} value={choice}>
            {t('connect.forDays', { n: choice })}
          </option>
        ))}
      </select>
    </div>
  )
}
