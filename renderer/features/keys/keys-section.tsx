import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Key } from '../../../server/api/schemas/accounts.ts'
import type { App } from '../../../server/api/schemas/apps.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Section } from '../../ui/section.tsx'
import { KeyRow } from './key-row.tsx'
import { RevokeKey } from './revoke-key.tsx'
import { RotateKey } from './rotate-key.tsx'

type Asking = { what: 'rotate' | 'revoke'; key: Key }

/** The keys of an app. */
export function KeysSection({ app }: { app: App }) {
  const { t } = useSpeech()
  return <Keys app={app.type} title={t('keys.title')} lead={t('keys.lead', { app: app.name })} />
}

interface KeysProps {
  /** The type of the app that the keys are for; `*` for those of all apps. */
  app: string
  title: string
  lead: string
  /** What stands below them. */
  children?: ReactNode
}

/** The keys for one thing: those that work first, the spent ones folded away. */
export function Keys({ app, title, lead, children }: KeysProps) {
  const keys = useQuery(resources.keys(app))
  const [asking, setAsking] = useState<Asking>()
  const close = () => setAsking(undefined)
  return (
    <Section title={title} lead={lead}>
      <LoadedView from={keys} skeleton={<Skeleton lines={2} />}>
        {(all) => <KeyLists keys={all} onAsk={setAsking} />}
      </LoadedView>
      {children}
      {asking?.what === 'rotate' && <RotateKey made={asking.key} onClose={close} />}
      {asking?.what === 'revoke' && <RevokeKey made={asking.key} onClose={close} />}
    </Section>
  )
}

function KeyLists({ keys, onAsk }: { keys: readonly Key[]; onAsk: (asking: Asking) => void }) {
  const { t } = useSpeech()
  const newest = keys.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
  const spent = newest.filter(({ state }) => state === 'revoked' || state === 'expired')
  const working = newest.filter((key) => !spent.includes(key))
  return (
    <>
      {working.length === 0 && <p className="empty">{t('keys.none')}</p>}
      <ul className="keys">
        {working.map((key) => (
          <KeyRow
            key={key.id}
            made={key}
            onRotate={() => onAsk({ what: 'rotate', key })}
            onRevoke={() => onAsk({ what: 'revoke', key })}
          />
        ))}
      </ul>
      {spent.length > 0 && (
        <details className="fold">
          <summary>{t('keys.spent', { n: spent.length })}</summary>
          <ul className="keys">
            {spent.map((key) => (
              <KeyRow key={key.id} made={key} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
