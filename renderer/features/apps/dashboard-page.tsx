import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Slot, Unreadable } from '../../../server/api/schemas/slots.ts'
import { resources } from '../../state/hub.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { later } from '../../ui/later.tsx'
import { Link } from '../../ui/link.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { ConnectDialog } from '../connect/connect-dialog.tsx'
import { PausedNotice } from '../desktop/paused-notice.tsx'
import { DamageBanner } from '../hub/damage-banner.tsx'
import { AppCard } from './app-card.tsx'
import { FirstSteps } from './first-steps.tsx'
import { NewAppDialog } from './new-app-dialog.tsx'
import { UnreadableNotice } from './unreadable-notice.tsx'

const AddApps = later(async () => (await import('./add-apps.tsx')).AddApps)

export function DashboardPage() {
  const { t } = useSpeech()
  const apps = useQuery(resources.apps)
  const slots = useQuery(resources.slots)
  return (
    <Page title={t('dashboard.title')}>
      <DamageBanner />
      <PausedNotice />
      <LoadedView from={apps} skeleton={<CardSkeletons />}>
        {(allApps) => (
          <LoadedView from={slots} skeleton={<CardSkeletons />}>
            {({ slots, unreadable = [] }) => (
              <Overview apps={allApps} slots={slots} unreadable={unreadable} />
            )}
          </LoadedView>
        )}
      </LoadedView>
    </Page>
  )
}

const rank = ({ connects }: App) => ['built-in', 'webdav', 'file'].indexOf(connects)

interface OverviewProps {
  apps: readonly App[]
  slots: readonly Slot[]
  unreadable: Unreadable
}

function Overview({ apps, slots, unreadable }: OverviewProps) {
  const { t } = useSpeech()
  const { isOwner } = useSignedIn()
  // Kept here: the first sync turns a tile into a card, and the dialog must outlive that.
  const [connecting, setConnecting] = useState<App>()
  const [naming, setNaming] = useState(false)
  const on = apps.filter((app) => app.on)
  const cards = on.flatMap((app) => {
    const slot = slots.find((each) => each.app === app.type)
    return slot ? [{ app, slot }] : []
  })
  const lost = apps.filter((app) => unreadable.some((slot) => slot.app === app.type))
  // Apps that sync by themselves come first: they are the shortest way to a first success.
  const others = on
    .filter((app) => !cards.some((card) => card.app === app) && !lost.includes(app))
    .toSorted((a, b) => rank(a) - rank(b))
  const lastChange = ({ slot: { current, files } }: { slot: Slot }) =>
    [current?.receivedAt ?? '', files.lastChange?.at ?? ''].sort()[1] ?? ''

  if (on.length === 0) {
    return (
      <Notice action={isOwner && <Link to="/hub">{t('dashboard.toHub')}</Link>}>
        {t('dashboard.noApps')}
      </Notice>
    )
  }
  return (
    <>
      {lost.length > 0 && <UnreadableNotice apps={lost} />}
      {cards.length === 0 && lost.length === 0 && <FirstSteps />}
      <div className="cards">
        {cards
          .toSorted((a, b) => lastChange(b).localeCompare(lastChange(a)))
          .map(({ app, slot }) => (
            <AppCard key={app.type} app={app} slot={slot} onConnect={() => setConnecting(app)} />
          ))}
      </div>
      {(others.length > 0 || isOwner) && (
        <section aria-labelledby="add-apps">
          <h2 id="add-apps" className="group-title">
            {cards.length === 0 ? t('dashboard.pick') : t('dashboard.add')}
          </h2>
          <Suspense fallback={<Skeleton lines={5} />}>
            <AddApps
              apps={others}
              onConnect={setConnecting}
              {...(isOwner && { onOther: () => setNaming(true) })}
            />
          </Suspense>
        </section>
      )}
      {connecting && <ConnectDialog app={connecting} onClose={() => setConnecting(undefined)} />}
      {naming && <NewAppDialog onClose={() => setNaming(false)} />}
    </>
  )
}

function CardSkeletons() {
  return (
    <div className="cards">
      <div className="card">
        <Skeleton lines={5} />
      </div>
      <div className="card">
        <Skeleton lines={5} />
      </div>
    </div>
  )
}
