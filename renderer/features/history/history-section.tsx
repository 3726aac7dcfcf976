import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Section } from '../../ui/section.tsx'
import { useNow } from '../../ui/when.tsx'
import { comparePath } from './compare-path.ts'
import { groupByDay } from './group-by-day.ts'
import { VersionRow } from './version-row.tsx'

const page = 30

/** The versions of an app, newest first, day by day. */
export function HistorySection({ app }: { app: App }) {
  const { t } = useSpeech()
  const history = useQuery(resources.history(app.type))
  const [newer, older] = history.data ?? []
  return (
    <Section
      title={t('history.title')}
      actions={
        newer &&
        older && (
          <Link className="button plain" to={comparePath(app.type, older.version, newer.version)}>
            <Icon name="compare" />
            {t('history.compare')}
          </Link>
        )
      }
    >
      <LoadedView from={history} skeleton={<Skeleton lines={6} />}>
        {(versions) =>
          versions.length === 0 ? (
            <p className="empty">{t('history.none', { app: app.name })}</p>
          ) : (
            <Timeline app={app} versions={versions} />
          )
        }
      </LoadedView>
    </Section>
  )
}

function Timeline({ app, versions }: { app: App; versions: readonly Version[] }) {
  const { t, formats } = useSpeech()
  const now = useNow()
  const [shown, setShown] = useState(page)
  const days = groupByDay(versions.slice(0, shown), (at) => formats.day(new Date(at), now))
  const hidden = versions.length - shown
  return (
    <>
      {days.map(({ day, items }) => (
        <div key={`${day} ${items[0]?.version}`}>
          <h3 className="day">{day}</h3>
          <ol className="timeline">
            {items.map((version) => (
              <VersionRow key={version.version} app={app} version={version} versions={versions} />
            ))}
          </ol>
        </div>
      ))}
      {hidden > 0 && (
        <Button onClick={() => setShown(shown + page)}>
          {t('history.more', { n: Math.min(page, hidden) })}
        </Button>
      )}
    </>
  )
}
