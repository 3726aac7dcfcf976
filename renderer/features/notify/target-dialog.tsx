import { useId, useState } from 'react'
import type { Target } from '../../../server/api/schemas/notify.ts'
import { languages } from '../../texts/languages.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Choice } from '../../ui/choice.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DoneFooter, SubmitFooter } from '../../ui/dialog-footer.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { useOneTime } from '../../ui/one-time.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useAction } from '../../ui/use-action.ts'
import { EventChoice } from './event-choice.tsx'
import { eventKinds, formats, refreshTargets, services, targetCalls } from './targets.ts'

interface TargetDialogProps {
  /** The one to change; without it a new one is added. */
  target?: Target
  onClose: () => void
}

const messageLanguages = (['en', 'de'] as const).map((value) => ({
  value,
  label: languages.find(({ code }) => code === value)?.name ?? value,
}))

/** Adds or changes a target. What signs its messages is shown only here, where it is new. */
export function TargetDialog({ target, onClose }: TargetDialogProps) {
  const { t, language } = useSpeech()
  const formatId = useId()
  const [format, setFormat] = useState(target?.format ?? 'ntfy')
  const [url, setUrl] = useState('')
  const [name, setName] = useState(target?.name ?? '')
  const [events, setEvents] = useState(target?.events ?? eventKinds)
  const [isPrivate, setPrivate] = useState(target?.private ?? false)
  const [spoken, setSpoken] = useState<Target['language']>(
    target?.language ?? (language === 'de' ? 'de' : 'en'),
  )
  const [secret, setSecret] = useState<string>()
  const { close, setSafe, question } = useOneTime(onClose)

  const { start, busy, error } = useAction(async () => {
    const wish = { format, name: name.trim(), events, private: isPrivate, language: spoken }
    const address = url.trim()
    const done = target
      ? await targetCalls.change(target.id, { ...wish, ...(address && { url: address }) })
      : await targetCalls.add({ ...wish, url: address })
    await refreshTargets()
    if (done.secret === undefined) onClose()
    else setSecret(done.secret)
  })

  if (secret !== undefined) {
    return (
      <>
        <Dialog title={t('notify.secretTitle')} onClose={close} step="secret">
          <p>{t('notify.secretWhat')}</p>
          <CopyField label={t('notify.secret')} text={secret} onCopied={setSafe} />
          <DoneFooter onDone={close} />
        </Dialog>
        {question}
      </>
    )
  }
  return (
    <Dialog title={t(target ? 'notify.changeTitle' : 'notify.addTitle')} onClose={onClose}>
      <Form onSubmit={start}>
        <div className="field">
          <label htmlFor={formatId}>{t('notify.format')}</label>
          <select
            id={formatId}
            value={format}
            onChange={(event) => setFormat(event.target.value as Target['format'])}
          >
            {formats.map((one) => (
              <option key={one} value={one}>
                {services[one].name}
              </option>
            ))}
          </select>
        </div>
        <Field
          label={t('notify.address')}
          hint={
            target
              ? t('notify.addressKept', { address: target.address })
              : t('notify.addressHint', { example: services[format].example })
          }
          type="text"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          maxLength={2_000}
          required={!target}
          value={url}
          onText={setUrl}
        />
        <Field
          label={t('notify.name')}
          hint={t('notify.nameHint')}
          maxLength={100}
          value={name}
          onText={setName}
        />
        <EventChoice chosen={events} onChosen={setEvents} />
        <Choice
          label={t('notify.language')}
          value={spoken}
          options={messageLanguages}
          onValue={setSpoken}
        />
        <Switch on={isPrivate} onChange={setPrivate} hint={t('notify.privateWhat')}>
          {t('notify.private')}
        </Switch>
        <Failure error={error} />
        <SubmitFooter
          action={t(target ? 'action.save' : 'notify.add')}
          busy={busy}
          onCancel={onClose}
        />
      </Form>
    </Dialog>
  )
}
