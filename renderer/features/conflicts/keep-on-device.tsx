import { useQuery } from '@tanstack/react-query'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import type { Change } from '../compare/diff/compare.ts'
import { step } from '../compare/diff/pointer.ts'
import { preferencesOf } from './conflict-calls.ts'
import { placeOf } from './place.ts'
import { usePreferences } from './use-preferences.ts'

/** The pointer to a setting; none where it stands in one of many items, which come and go. */
function pointerTo({ kind, path }: Change): string | undefined {
  if (kind === 'reordered' || path.length === 0 || path.some(({ item }) => item)) return undefined
  return path.map(({ key }) => step(key)).join('')
}

/** Lets a setting that differs from device to device stay on each of them. */
export function KeepOnDevice({ app, change }: { app: string; change: Change }) {
  const { t, sayError } = useSpeech()
  const found = useQuery(preferencesOf(app))
  const { keep, share } = usePreferences(app)
  const path = pointerTo(change)
  if (path === undefined || !found.data) return null
  const setting = placeOf(path).join(' › ')
  if (found.data.preferences.perDevice.includes(path)) {
    return <span className="chip">{t('perDevice.title')}</span>
  }
  const start = async () => {
    const error = await keep(path)
    if (error) return showToast(sayError(error), { tone: 'bad' })
    showToast(t('perDevice.kept', { setting }), {
      action: { label: t('action.undo'), run: () => void share(path) },
    })
  }
  return (
    <Button kind="quiet" onClick={() => void start()}>
      {t('perDevice.keep')}
      <span className="visually-hidden">: {setting}</span>
    </Button>
  )
}
