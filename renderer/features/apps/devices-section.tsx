import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Device } from '../../../server/api/schemas/slots.ts'
import { calls, refresh } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Section } from '../../ui/section.tsx'
import { DeviceList } from './device-list.tsx'

export function DevicesSection({ app, devices }: { app: App; devices: readonly Device[] }) {
  const { t } = useSpeech()
  const [leaving, setLeaving] = useState<Device>()
  return (
    <Section title={t('devices.title')}>
      {devices.length === 0 ? (
        <p className="empty">{t('devices.none')}</p>
      ) : (
        <DeviceList
          devices={devices}
          action={(device) => (
            <IconButton
              icon="trash"
              label={t('device.forget', { device: device.name })}
              onClick={() => setLeaving(device)}
            />
          )}
        />
      )}
      {leaving && (
        <Confirm
          title={t('device.forgetTitle', { device: leaving.name })}
          action={t('device.forgetButton')}
          onClose={() => setLeaving(undefined)}
          onConfirm={async () => {
            await calls.forgetDevice(app.type, leaving.name)
            await refresh.devices()
            showToast(t('device.forgotten', { device: leaving.name }))
          }}
        >
          <p>{t('device.forgetWhat')}</p>
        </Confirm>
      )}
    </Section>
  )
}
