import type { ReactNode } from 'react'
import type { Device } from '../../../server/api/schemas/slots.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { DeviceRow } from './device-row.tsx'

interface DeviceListProps {
  devices: readonly Device[]
  /** Show no more than this many; the rest is counted. */
  limit?: number
  action?: (device: Device) => ReactNode
}

/** The devices of an app, those heard of last first. */
export function DeviceList({ devices, limit = Number.POSITIVE_INFINITY, action }: DeviceListProps) {
  const { t } = useSpeech()
  const sorted = devices.toSorted((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt))
  const hidden = sorted.length - limit
  return (
    <>
      <ul className="devices" aria-label={t('devices.title')}>
        {sorted.slice(0, limit).map((device) => (
          <DeviceRow key={device.name} device={device} action={action?.(device)} />
        ))}
      </ul>
      {hidden > 0 && <p className="soft small">{t('devices.more', { n: hidden })}</p>}
    </>
  )
}
