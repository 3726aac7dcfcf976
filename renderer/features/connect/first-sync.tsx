import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Key } from '../../../server/api/schemas/accounts.ts'
import type { App } from '../../../server/api/schemas/apps.ts'
import { queryClient, resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Mark } from '../../ui/mark.tsx'
import { When } from '../../ui/when.tsx'
import { arrivedDevice } from './arrival.ts'

/** After this long without a sign of the device, say what may be in its way. */
const patience = 45_000

interface FirstSyncProps {
  app: App
  made: Pick<Key, 'name' | 'createdAt'>
  /** What is waited for. */
  title: string
  /** What to do on the device meanwhile. */
  hint: string
  onArrived?: () => void
}

/** Waits for the device and says when it has come; events bring the news. */
export function FirstSync({ app, made, title, hint, onArrived }: FirstSyncProps) {
  const { t, formats } = useSpeech()
  const [before] = useState(() => namesNow(app.type))
  const [late, setLate] = useState(false)
  const slots = useQuery(resources.slots)
  const slot = slots.data?.slots.find((each) => each.app === app.type)
  const device = arrivedDevice(slot, made, before)

  const arrived = device !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once
  useEffect(() => {
    if (arrived) onArrived?.()
  }, [arrived])

  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience)
    return () => clearTimeout(timer)
  }, [])

  return (
    <div className={device ? 'first-sync arrived' : 'first-sync'} role="status">
      {device ? (
        <>
          <Icon name="check" size={28} />
          <div>
            <strong>{t('connect.arrived', { device: device.name })}</strong>
            <p>
              <When at={device.lastSeenAt} />
              {slot?.current && <> · {formats.size(slot.current.size)}</>}
            </p>
          </div>
        </>
      ) : (
        <>
          <Mark size={36} running />
          <div>
            <strong>{title}</strong>
            <p>{late ? t('connect.late') : hint}</p>
          </div>
        </>
      )}
    </div>
  )
}

function namesNow(app: string): ReadonlySet<string> {
  const found = queryClient.getQueryData(resources.slots.queryKey)
  const slot = found?.slots.find((each) => each.app === app)
  return new Set(slot?.devices.map(({ name }) => name))
}
