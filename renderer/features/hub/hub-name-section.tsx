import { useState } from 'react'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Failure } from '../../ui/problem.tsx'
import { SaveActions } from '../../ui/save-actions.tsx'
import { Section } from '../../ui/section.tsx'
import { useAction } from '../../ui/use-action.ts'

export function HubNameSection({ name }: { name: string }) {
  const { t } = useSpeech()
  const [text, setText] = useState(name)
  const { start, busy, error } = useAction(async () => {
    const settings = await calls.changeSettings({ hubName: text.trim() })
    void edit(resources.settings, () => settings)
    void refresh.hub()
    showToast(t('hub.saved'))
  })
  return (
    <Section title={t('hub.nameTitle')}>
      <Form onSubmit={start}>
        <Field
          label={t('hub.name')}
          hint={t('hub.nameHint')}
          required
          maxLength={60}
          value={text}
          onText={setText}
        />
        <Failure error={error} />
        {text.trim() !== name && <SaveActions busy={busy} onCancel={() => setText(name)} />}
      </Form>
    </Section>
  )
}
