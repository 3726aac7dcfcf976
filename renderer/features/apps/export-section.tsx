import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Steps } from '../../ui/steps.tsx'

/** What the app's export holds, and how to get it out and in again. */
export function ExportSection({ app }: { app: App }) {
  const { t } = useSpeech()
  const { secrets, secretsNote, fileName } = app.export
  return (
    <Section title={t('export.title')}>
      <p>{app.description}</p>
      <p className="soft small">{t('export.file', { file: fileName })}</p>
      <Notice tone={secrets === 'never' ? 'info' : 'warning'} icon="lock">
        <strong>{t(`export.secrets.${secrets}`)}</strong>
        <p>{secretsNote}</p>
      </Notice>
      <details className="fold">
        <summary>{t('export.how')}</summary>
        <Steps title={t('export.out')} steps={app.steps.export} />
        <Steps title={t('export.in')} steps={app.steps.import} />
      </details>
      {app.homepage && (
        <a className="outside" href={app.homepage} target="_blank" rel="noreferrer">
          <Icon name="link" size={16} />
          {t('export.homepage', { app: app.name })}
        </a>
      )}
    </Section>
  )
}
