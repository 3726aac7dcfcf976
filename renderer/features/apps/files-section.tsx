import type { App } from '../../../server/api/schemas/apps.ts'
import type { FilesSummary } from '../../../server/api/schemas/slots.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { FilesLine } from './files-line.tsx'

/** The files that devices keep here for an app: how many, and the way to them. */
export function FilesSection({ app, files }: { app: App; files: FilesSummary | undefined }) {
  const { t } = useSpeech()
  return (
    <Section
      title={t('fileList.title')}
      actions={
        <Link className="button plain" to={`/apps/${app.type}/files`}>
          <Icon name="folder" />
          {t('fileList.show')}
        </Link>
      }
    >
      {files && files.count + files.deleted > 0 ? (
        <FilesLine files={files} />
      ) : (
        <p className="empty">{t('fileList.noneYet', { app: app.name })}</p>
      )}
    </Section>
  )
}
