import { navigate } from '../../router.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { NewAppForm } from './new-app-form.tsx'

/** Makes an app of the owner's own, and goes to its page. */
export function NewAppDialog({ onClose }: { onClose: () => void }) {
  const { t } = useSpeech()
  return (
    <Dialog title={t('newApp.title')} onClose={onClose}>
      <NewAppForm onMade={({ type }) => navigate(`/apps/${type}`)} onBack={onClose} />
    </Dialog>
  )
}
