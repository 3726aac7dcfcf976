import { useState } from 'react'
import type { SignIns } from '../../../server/api/schemas/sign-in.ts'
import { calls, edit, resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { UnlinkAll, waysText } from './unlink-all.tsx'

interface EndOthersProps {
  signIns: SignIns
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

/** Signing out everywhere is no end while somebody else can come back through a linked provider. */
export function EndOthers({ signIns, onConfirm, onClose }: EndOthersProps) {
  const { t } = useSpeech()
  const [unlink, setUnlink] = useState(false)
  const { identities, password } = signIns
  return (
    <Confirm
      title={t('sessions.endOthersTitle')}
      action={t('sessions.endOthers')}
      onClose={onClose}
      onConfirm={async () => {
        if (unlink) {
          for (const { id } of identities) await calls.unlink(id)
          void edit(resources.signIns, (old) => ({ ...old, identities: [] }))
        }
        await onConfirm()
      }}
    >
      <p>{t('sessions.endOthersWhat', { ways: waysText(identities) })}</p>
      {/* Without a password one of them is the only way in. */}
      {password && <UnlinkAll identities={identities} on={unlink} onChange={setUnlink} />}
    </Confirm>
  )
}
