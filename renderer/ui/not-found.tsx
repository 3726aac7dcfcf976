import { useSpeech } from '../texts/speech.tsx'
import { Link } from './link.tsx'
import { Page } from './page.tsx'

export function NotFoundPage() {
  const { t } = useSpeech()
  return (
    <Page title={t('notFound.title')} lead={t('notFound.lead')}>
      <div className="lost" aria-hidden="true">
        <span className="leaf" />
        <span className="leaf" />
        <span className="leaf astray" />
      </div>
      <Link to="/" className="button primary">
        {t('notFound.home')}
      </Link>
    </Page>
  )
}
