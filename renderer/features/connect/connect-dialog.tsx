import { Suspense } from 'react'
import { later } from '../../ui/later.tsx'
import type { ConnectProps } from './connect-steps.tsx'

const Steps = later(async () => (await import('./connect-steps.tsx')).ConnectSteps)

/** Connects a device. What is in the dialog loads when it is opened: few come for that. */
export function ConnectDialog(props: ConnectProps) {
  return (
    <Suspense fallback={null}>
      <Steps {...props} />
    </Suspense>
  )
}
