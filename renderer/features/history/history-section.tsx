import type { UseQueryResult } from '@tanstack/react-query'
import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Paged } from '../../ui/paged.tsx'
import { Section } from '../../ui/section.tsx'
import { useNow } from '../../ui/when.tsx'
import { groupByDay } from './group-by-day.ts'
import type { SlotActions } from './slot-actions.ts'
import { VersionRow } from './version-row.tsx'

const page = 30

interface HistorySectionProps {
  slot: SlotActions
  history: UseQueryResult<Version[]>
  /** What is said where there is no version yet. */
  none: string
}

/** The versions of an app's settings or of a file, newest first, day by day. */
export function HistorySection({ slot, history, none }: HistorySectionProps) {
  const { t } = useSpeech()
  const [newer, older] = history.data?.filter(({ mark }) => mark === undefined) ?? []
  return (
    <Section
      title={t('history.title')}
      actions={
        newer &&
        older && (
          <Link className="button plain" to={slot.comparePath(older.version, newer.version)}>
            <Icon name="compare" />
            {t('history.compare')}
          </Link>
        )
      }
    >
      <LoadedView from={history} skeleton={<Skeleton lines={6} />}>
        {(versions) =>
          versions.length === 0 ? (
            <p className="empty">{none}</p>
          ) : (
            <Timeline slot={slot} versions={versions} />
          )
        }
      </LoadedView>
    </Section>
  )
}

function Timeline({ slot, versions }: { slot: SlotActions; versions: readonly Version[] }) {
  const { t, formats } = useSpeech()
  const now = useNow()
  const dayOf = (at: string) => formats.day(new Date(at), now)
  return (
    <Paged total={versions.length} page={page} label={(n) => t('history.more', { n })}>
      {(shown) =>
        groupByDay(versions.slice(0, shown), dayOf).map(({ day, items }) => (
          <div key={`${day} ${items[0]?.version}`}>
            <h3 className="day">{day}</h3>
            <ol className="timeline">
              {items.map((version) => (
                <VersionRow
                  key={version.version}
                  slot={slot}
                  version={version}
                  versions={versions}
                />
              ))}
            </ol>
          </div>
        ))
      }
    </Paged>
  )
}
