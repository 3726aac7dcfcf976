import { useQuery } from '@tanstack/react-query'
import { type ReactNode, Suspense, useState } from 'react'
import type { Address } from '../../../server/api/schemas/hub.ts'
import { base } from '../../base.ts'
import { resources } from '../../state/hub.ts'
import { later } from '../../ui/later.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { AddressChoice } from './address-choice.tsx'

const QrCode = later(async () => (await import('./qr-code.tsx')).QrCode)

const firstOf = (addresses: readonly Address[]): string | undefined => addresses[0]?.url

/**
 * The address of the hub that a device is given: as the person chooses it.
 * @param first which it is before that
 */
export function useHubAddress(
  first: (addresses: readonly Address[]) => string | undefined = firstOf,
) {
  const from = useQuery(resources.addresses)
  const [chosen, setChosen] = useState<string>()
  const url = chosen ?? first(from.data?.addresses ?? []) ?? location.origin + base
  const choice = (
    <AddressChoice
      from={from}
      value={url}
      onValue={setChosen}
      onOpened={() => setChosen(undefined)}
    />
  )
  return { url, choice }
}

interface HandOverProps {
  /** What the QR code holds, and what it is called. */
  code: { text: string; label: string; hint?: string }
  choice: ReactNode
  children: ReactNode
}

/** What goes over to a device: as a code to scan, and beside it to copy. */
export function HandOver({ code: { text, label, hint }, choice, children }: HandOverProps) {
  return (
    <div className="hand-over">
      <div className="hand-over-code">
        <Suspense fallback={<Waiting />}>
          <QrCode text={text} label={label} />
        </Suspense>
        {hint && <p className="soft small">{hint}</p>}
      </div>
      <div className="hand-over-text">
        {choice}
        {children}
      </div>
    </div>
  )
}
