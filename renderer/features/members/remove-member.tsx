import { useState } from 'react'
import type { Member } from '../../../server/api/schemas/accounts.ts'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'

/** Takes an account and all its settings away for good, once its name was typed. */
export function RemoveMember({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t, formats } = useSpeech()
  const [name, setName] = useState('')
  return (
    <Confirm
      title={t('members.removeTitle', { name: member.name })}
      action={t('members.removeButton')}
      disabled={name !== member.name}
      onClose={onClose}
      onConfirm={async () => {
        await calls.removeMember(member.id, name)
        void edit(resources.members, (all) => all.filter(({ id }) => id !== member.id))
        showToast(t('members.removed', { name: member.name }))
        void refresh.hub()
      }}
    >
      <p>{t('members.removeWhat', { n: member.devices, size: formats.size(member.size) })}</p>
      <Field
        label={t('members.typeName', { name: member.name })}
        autoComplete="off"
        spellCheck={false}
        value={name}
        onText={setName}
      />
    </Confirm>
  )
}
