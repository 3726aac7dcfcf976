import type { Settings } from '../../../server/api/schemas/hub-settings.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useSaveSettings } from './use-save-settings.ts'

const services = [
  { service: 'syncyomi', name: 'SyncYomi API' },
  { service: 'tabby', name: 'Tabby API' },
] as const

/** The servers of some apps that the hub can stand in for. */
export function ServiceSwitches({ settings }: { settings: Settings }) {
  return services.map((one) => <ServiceSwitch key={one.service} {...one} settings={settings} />)
}

/** Each saves by itself: the next is not passed over while one is under way. */
function ServiceSwitch({
  service,
  name,
  settings,
}: (typeof services)[number] & { settings: Settings }) {
  const { t } = useSpeech()
  const { save, error } = useSaveSettings()
  return (
    <>
      <Switch
        on={settings[service]}
        onChange={(on) => void save({ [service]: on })}
        hint={t(`service.${service}What`)}
      >
        {name}
      </Switch>
      <Failure error={error} />
    </>
  )
}
