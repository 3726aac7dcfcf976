import { useId } from 'react'
import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'

interface VersionChoiceProps {
  label: string
  versions: readonly Version[]
  value: number
  onValue: (version: number) => void
}

export function VersionChoice({ label, versions, value, onValue }: VersionChoiceProps) {
  const { t, formats } = useSpeech()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onValue(Number(event.target.value))}>
        {!versions.some(({ version }) => version === value) && (
          <option value={value}>{t('version.number', { version: value })}</option>
        )}
        {versions.map((version) => (
          <option key={version.version} value={version.version}>
            {[
              t('version.number', { version: version.version }),
              formats.short(new Date(version.receivedAt)),
              version.deviceName,
              ...(version.current ? [t('version.current')] : []),
              ...(version.applied ? [] : [t('version.aside')]),
            ].join(' · ')}
          </option>
        ))}
      </select>
    </div>
  )
}
