import type { ReactNode } from 'react'
import type { Device } from '../../../server/api/schemas/slots.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Icon } from '../../ui/icon.tsx'
import { When } from '../../ui/when.tsx'

/** A clock that is this far ahead can confuse the order of versions. */
const noticeable = 60_000

/** A device: its name, its last sync, and whether it has the current version. */
export function DeviceRow({ device, action }: { device: Device; action?: ReactNode }) {
  const { t, formats } = useSpeech()
  const ahead = device.clockAheadMs ?? 0
  return (
    <li className="device">
      <span className={device.inStep ? 'beat in-step' : 'beat'} aria-hidden="true" />
      <span className="device-name">{device.name}</span>
      <span className="device-step">
        {device.version === 0
          ? t('device.filesOnly')
          : device.inStep
            ? t('device.inStep')
            : t('device.behind', { version: device.version })}
      </span>
      <span className="device-when">
        <span className="visually-hidden">{t('device.lastSync')} </span>
        <When at={device.lastSeenAt} />
      </span>
      {action}
      {ahead > noticeable && (
        <span className="device-clock">
          <Icon name="warning" size={16} />
          {t('device.clockAhead', { time: formats.duration(ahead) })}
        </span>
      )}
    </li>
  )
}
