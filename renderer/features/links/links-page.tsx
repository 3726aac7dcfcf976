import { useState } from 'react'
import type { LinkView } from '../../../server/links/link.ts'
import { navigate, usePlace } from '../../router.ts'
import { useDesktop } from '../../state/desktop.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Skeleton } from '../../ui/loading.tsx'
import { Page } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { PausedNotice } from '../desktop/paused-notice.tsx'
import { AddLinkDialog } from './add-link-dialog.tsx'
import { LinkCard } from './link-card.tsx'

/** The files on this computer that are kept in step for apps that cannot speak to a hub. */
export function FilesPage() {
  const { t } = useSpeech()
  const { path, query } = usePlace()
  const { state, problem, reload } = useDesktop()
  // The first run leads straight to it.
  const [adding, setAdding] = useState(() => query.has('app') || query.has('other'))
  return (
    <Page
      title={t('files.title')}
      lead={t('files.lead')}
      actions={
        <Button kind="primary" icon="add" onClick={() => setAdding(true)}>
          {t('files.add')}
        </Button>
      }
    >
      {problem && <Problem error={problem} onRetry={reload} />}
      {state ? (
        <>
          <PausedNotice />
          <LinkList links={state.links} onAdd={() => setAdding(true)} />
        </>
      ) : (
        !problem && <Skeleton lines={6} />
      )}
      {adding && (
        <AddLinkDialog
          app={query.get('app') ?? undefined}
          other={query.has('other')}
          onClose={() => {
            setAdding(false)
            navigate(path, { replace: true })
          }}
        />
      )}
    </Page>
  )
}

function LinkList({ links, onAdd }: { links: readonly LinkView[]; onAdd: () => void }) {
  if (links.length === 0) return <NoLinks onAdd={onAdd} />
  return (
    <ul className="link-cards">
      {links
        .toSorted((a, b) => a.createdAt - b.createdAt)
        .map((link) => (
          <LinkCard key={link.id} link={link} />
        ))}
    </ul>
  )
}

/** What linking a file is for. */
function NoLinks({ onAdd }: { onAdd: () => void }) {
  const { t } = useSpeech()
  return (
    <section className="first-steps" aria-labelledby="no-links">
      <div className="file-way" aria-hidden="true">
        <Icon name="file" size={44} />
        <span className="file-way-line" />
        <Icon name="hub" size={44} />
      </div>
      <div>
        <h2 id="no-links">{t('files.emptyTitle')}</h2>
        <p className="files-empty">{t('files.emptyWhat')}</p>
        <Button kind="primary" icon="add" onClick={onAdd}>
          {t('files.addFirst')}
        </Button>
      </div>
    </section>
  )
}
