import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import { navigate } from '../../router.ts'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Section } from '../../ui/section.tsx'

/** An app that the owner made: it can be taken away again. */
export function OwnAppSection({ app }: { app: App }) {
  const { t } = useSpeech()
  const [asking, setAsking] = useState(false)
  return (
    <Section title={t('ownApp.title')} lead={t('ownApp.lead')}>
      <Button icon="trash" onClick={() => setAsking(true)}>
        {t('ownApp.remove')}
      </Button>
      {asking && (
        <Confirm
          title={t('ownApp.removeTitle', { app: app.name })}
          action={t('ownApp.remove')}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await calls.removeApp(app.type)
            navigate('/')
            void edit(resources.apps, (apps) => apps.filter(({ type }) => type !== app.type))
            showToast(t('ownApp.removed', { app: app.name }))
            void refresh.hub()
          }}
        >
          <p>{t('ownApp.removeWhat')}</p>
        </Confirm>
      )}
    </Section>
  )
}
