import type { Key } from '../../../server/api/schemas/accounts.ts'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Confirm } from '../../ui/confirm.tsx'

export function RevokeKey({ made, onClose }: { made: Key; onClose: () => void }) {
  const { t } = useSpeech()
  const name = made.name || t('key.unnamed')
  return (
    <Confirm
      title={t('key.revokeTitle', { key: name })}
      action={t('key.revokeButton')}
      onClose={onClose}
      onConfirm={async () => {
        const { key } = await calls.revokeKey(made.id)
        void edit(resources.keys(made.app), (keys) =>
          keys.map((each) => (each.id === key.id ? key : each)),
        )
        showToast(t('key.revokeDone', { key: name }))
        void refresh.keys()
      }}
    >
      <p>{t('key.revokeWhat')}</p>
    </Confirm>
  )
}
