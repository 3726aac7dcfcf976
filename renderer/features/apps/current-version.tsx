import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { When } from '../../ui/when.tsx'

/** Which version is current: when it came, from where, how large it is. */
export function CurrentVersion({ version }: { version: Version }) {
  const { t, formats } = useSpeech()
  return (
    <p className="current-version">
      <span className="current-number">{t('version.number', { version: version.version })}</span>
      <span>
        <When at={version.receivedAt} /> {t('version.from', { device: version.deviceName })}
      </span>
      <span>{formats.size(version.size)}</span>
    </p>
  )
}
