import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Lan } from '../../../server/api/schemas/hub.ts'
import type { Settings } from '../../../server/api/schemas/hub-settings.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { Switch } from '../../ui/switch.tsx'
import { Doctor } from './doctor.tsx'
import { LanAddresses } from './lan-addresses.tsx'
import { NetworkChoice } from './network-choice.tsx'
import { useSaveSettings } from './use-save-settings.ts'

/** Whether devices on the network get in, by which addresses, and what keeps them out. */
export function NetworkSection() {
  const { t } = useSpeech()
  const settings = useQuery(resources.settings)
  const lan = useQuery(resources.lan)
  return (
    <Section title={t('lan.title')}>
      <LoadedView from={settings} skeleton={<Skeleton lines={4} />}>
        {(data) => (
          <div className="network">
            <LanSwitch on={data.lan} />
            <p className="soft">{t('lan.firewall')}</p>
            <Notice icon="lock">{t('lan.readable')}</Notice>
            {data.lan && (
              <LoadedView from={lan}>{(found) => <Found {...{ data, found }} />}</LoadedView>
            )}
          </div>
        )}
      </LoadedView>
      {/* What it said holds for the settings as they were. */}
      <Doctor key={`${settings.data?.lan} ${settings.data?.lanInterface}`} />
    </Section>
  )
}

function LanSwitch({ on }: { on: boolean }) {
  const { t } = useSpeech()
  const addresses = useQuery(resources.addresses).data?.addresses
  const [asking, setAsking] = useState(false)
  const { save, error } = useSaveSettings()
  const isOverLan = addresses?.some(({ url, kind }) => kind === 'lan' && url === location.origin)
  return (
    <>
      <Switch
        on={on}
        onChange={(wanted) => {
          if (!wanted && isOverLan) setAsking(true)
          else void save({ lan: wanted })
        }}
      >
        {t('lan.switch')}
      </Switch>
      <Failure error={error} />
      {asking && (
        <Confirm
          title={t('lan.offTitle')}
          action={t('lan.off')}
          onConfirm={() => save({ lan: false })}
          onClose={() => setAsking(false)}
        >
          <p>{t('lan.offWhat')}</p>
        </Confirm>
      )}
    </>
  )
}

/** How devices find the hub on the networks as they are now. */
function Found({ data, found }: { data: Settings; found: Lan }) {
  const { t } = useSpeech()
  return (
    <>
      <LanAddresses />
      {found.announcedAs !== undefined && (
        <p className="soft">{t('lan.name', { name: found.announcedAs, host: found.hostName })}</p>
      )}
      {found.problems.length > 0 && (
        <Notice tone="warning">{t('lan.problems', { check: t('doctor.button') })}</Notice>
      )}
      <NetworkChoice networks={found.networks} chosen={data.lanInterface} />
    </>
  )
}
