import { useQuery } from '@tanstack/react-query'
import type { Status } from '../../../server/api/schemas/hub.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Section } from '../../ui/section.tsx'
import { When } from '../../ui/when.tsx'
import { Checks } from './checks.tsx'
import { DiskUse } from './disk-use.tsx'

/** How the hub is doing, and what to do where something is not right. */
export function StatusSection() {
  const { t } = useSpeech()
  const status = useQuery(resources.status)
  return (
    <Section
      title={t('status.title')}
      actions={
        <Button icon="rotate" busy={status.isFetching} onClick={() => void status.refetch()}>
          {t('status.again')}
        </Button>
      }
    >
      <LoadedView from={status} skeleton={<Skeleton lines={6} />}>
        {(data) => (
          <>
            <Checks checks={data.checks} />
            <Facts status={data} />
          </>
        )}
      </LoadedView>
    </Section>
  )
}

function Facts({ status }: { status: Status }) {
  const { t, formats } = useSpeech()
  return (
    <>
      <DiskUse used={status.diskUsed} free={status.diskFree} />
      <dl className="facts-list">
        <dt>{t('status.version')}</dt>
        <dd>{status.version}</dd>
        <dt>{t('status.started')}</dt>
        <dd>
          <When at={status.startedAt} />
        </dd>
        <dt>{t('status.folder')}</dt>
        <dd>
          <code>{status.dataFolder}</code>
        </dd>
        <dt>{t('status.holds')}</dt>
        <dd>
          {t('status.slots', { n: status.slots })}, {t('status.versions', { n: status.versions })},{' '}
          {t('status.accounts', { n: status.accounts })}
        </dd>
        <dt>{t('status.disk')}</dt>
        <dd>
          {t('status.diskUse', {
            used: formats.size(status.diskUsed),
            free: formats.size(status.diskFree),
          })}
        </dd>
      </dl>
    </>
  )
}
