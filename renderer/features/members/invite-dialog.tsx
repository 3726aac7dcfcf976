import { useState } from 'react'
import { calls, refresh } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DoneFooter, SubmitFooter } from '../../ui/dialog-footer.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Makes a link that lets one person in; the link is shown only here. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t, formats } = useSpeech()
  const [note, setNote] = useState('')
  const [made, setMade] = useState<Awaited<ReturnType<typeof calls.invite>>>()
  const { start, busy, error } = useAction(async () => {
    setMade(await calls.invite(note.trim() === '' ? {} : { note: note.trim() }))
    void refresh.hub()
  })
  return (
    <Dialog title={t('members.inviteTitle')} onClose={onClose} step={made ? 'link' : 'note'}>
      {made ? (
        <>
          <CopyField label={t('members.link')} text={made.url} />
          <p className="soft">
            {t('members.linkHint', { date: formats.short(new Date(made.invite.expiresAt)) })}
          </p>
          <DoneFooter onDone={onClose} />
        </>
      ) : (
        <Form onSubmit={start}>
          <p>{t('members.inviteWhat')}</p>
          <Field
            label={t('members.note')}
            hint={t('members.noteHint')}
            maxLength={100}
            value={note}
            onText={setNote}
          />
          <Failure error={error} />
          <SubmitFooter action={t('members.makeLink')} icon="link" busy={busy} onCancel={onClose} />
        </Form>
      )}
    </Dialog>
  )
}
