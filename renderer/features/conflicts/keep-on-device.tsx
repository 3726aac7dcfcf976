import { useQuery } from '@tanstack/react-query'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import type { Change } from '../compare/diff/compare.ts'
import { preferencesOf } from './conflict-calls.ts'
import { placeOf } from './place.ts'
import { usePreferences } from './use-preferences.ts'

/** The pointer to a setting; none where it stands in one of many items, which come and go. */
function pointerTo({ kind, path }: Change): string | undefined {
  if (kind === 'reordered' || path.length === 0 || path.some(({ item }) => item)) return undefined
  return path.map(({ key }) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Lets a setting that differs from device to device stay on each of them. */
export function KeepOnDevice({ app, change }: { app: string; change: Change }) {
  const { t } = useSpeech()
  const found = useQuery(preferencesOf(app))
  const { change: put } = usePreferences(app)
  const path = pointerTo(change)
  if (path === undefined || !found.data) return null
  const { perDevice } = found.data.preferences
  const setting = placeOf(path).join(' › ')
  if (perDevice.includes(path)) return <span className="chip">{t('perDevice.title')}</span>
  const keep = () => {
    put({ perDevice: [...perDevice, path] })
    showToast(t('perDevice.kept', { setting }), {
      action: { label: t('action.undo'), run: () => put({ perDevice }) },
    })
  }
  return (
    <Button kind="quiet" onClick={keep}>
      {t('perDevice.keep')}
      <span className="visually-hidden">: {setting}</span>
    </Button>
  )
}
