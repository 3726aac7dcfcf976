import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { SubmitFooter } from '../../ui/dialog-footer.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'

interface NewAppFormProps {
  onMade: (app: App) => void
  onBack: () => void
}

/** Names an app that the hub has no module for; its file is kept as it is. */
export function NewAppForm({ onMade, onBack }: NewAppFormProps) {
  const { t } = useSpeech()
  const [name, setName] = useState('')
  const { start, busy, error } = useAction(async () => {
    const app = await calls.makeApp(name.trim())
    void edit(resources.apps, (apps) => [...apps.filter(({ type }) => type !== app.type), app])
    void refresh.hub()
    onMade(app)
  })
  return (
    <Form onSubmit={start}>
      <p>{t('newApp.what')}</p>
      <Field
        label={t('newApp.name')}
        hint={t('newApp.nameHint')}
        required
        pattern=".*\S.*"
        maxLength={60}
        spellCheck={false}
        value={name}
        onText={setName}
      />
      <Failure error={error} />
      <SubmitFooter action={t('newApp.button')} icon="add" busy={busy} onCancel={onBack} />
    </Form>
  )
}
