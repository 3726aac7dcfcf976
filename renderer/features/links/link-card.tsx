import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LinkView } from '../../../server/links/link.ts'
import { asked, desktop, useDesktop } from '../../state/desktop.ts'
import { resources } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Mark } from '../../ui/mark.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useAction } from '../../ui/use-action.ts'
import { LastTransfer } from './last-transfer.tsx'
import { type Asking, LinkConfirm } from './link-confirm.tsx'
import { LinkQuestion } from './link-question.tsx'
import { fileName, folderOf, otherHub, sendsOlder, toneOf } from './link-state.ts'

/** A linked file: how it stands, what went last, and what can be done with it. */
export function LinkCard({ link }: { link: LinkView }) {
  const { t } = useSpeech()
  const apps = useQuery(resources.apps).data
  const known = apps?.find(({ type }) => type === link.app)
  const [asking, setAsking] = useState<Asking>()
  const name = known?.name ?? link.app
  const hub = otherHub(link)
  return (
    <li className="card link-card">
      <header className="link-head">
        {known ? <AppLogo app={link.app} /> : <Icon name="file" size={40} />}
        <div className="link-title">
          <h2>{name}</h2>
          <p className="link-file">
            <Icon name={link.kind === 'folder' ? 'folder' : 'file'} size={16} />
            <span>
              <strong>{fileName(link.path)}</strong>{' '}
              <span className="soft">{folderOf(link.path)}</span>
            </span>
          </p>
          {hub !== undefined && <p className="soft small">{t('files.with', { hub })}</p>}
        </div>
        <LinkState link={link} />
      </header>
      <LinkProblem link={link} />
      {link.question && <LinkQuestion link={link} question={link.question} name={name} />}
      {link.lastTransfer ? (
        <LastTransfer transfer={link.lastTransfer} />
      ) : (
        <p className="soft small">{t('files.noTransfer')}</p>
      )}
      <LinkActions link={link} name={name} onAsk={setAsking} />
      {asking && (
        <LinkConfirm what={asking} link={link} name={name} onClose={() => setAsking(undefined)} />
      )}
    </li>
  )
}

function LinkState({ link }: { link: LinkView }) {
  const { t } = useSpeech()
  return (
    <p className={`link-state ${toneOf[link.state]}`} role="status">
      {link.state === 'syncing' ? (
        <Mark size={16} running />
      ) : (
        <span className="link-dot" aria-hidden="true" />
      )}
      {t(`files.state.${link.state}`)}
    </p>
  )
}

/** What is in the way, in the words of the program, and else what a person should know. */
function LinkProblem({ link }: { link: LinkView }) {
  const { t } = useSpeech()
  const { state, problem, writeBack } = link
  if (problem !== undefined && state !== 'paused') {
    return (
      <Notice tone={state === 'stopped' ? 'bad' : 'warning'}>
        <p>{problem}</p>
        {state === 'retrying' && <p className="soft small">{t('files.tryingAgain')}</p>}
      </Notice>
    )
  }
  if (state === 'waiting-for-file') return <Notice tone="warning">{t('files.fileGone')}</Notice>
  if (state === 'hub-is-newer' && !writeBack) {
    return <Notice tone="warning">{t('files.hubNewer')}</Notice>
  }
  return null
}

interface LinkActionsProps {
  link: LinkView
  name: string
  onAsk: (what: Asking) => void
}

function LinkActions({ link, name, onAsk }: LinkActionsProps) {
  const { t } = useSpeech()
  const isAllPaused = useDesktop().state?.paused === true
  const change = useAction(async (next: { writeBack?: boolean; paused?: boolean }) => {
    if (desktop) await asked(desktop.changeLink(link.id, next))
  })
  const send = useAction(async () => {
    if (!desktop) return
    await asked(desktop.syncLink(link.id, 'to-hub'))
    showToast(t('files.sent', { app: name }))
  })
  const show = useAction(async () => {
    if (desktop) await asked(desktop.showLink(link.id))
  })
  const isStill = link.paused || isAllPaused || link.state === 'syncing' || link.state === 'asking'
  const suffix = <span className="visually-hidden">: {name}</span>
  return (
    <>
      <Switch on={link.writeBack} onChange={(writeBack) => void change.start({ writeBack })}>
        <span>
          {t('files.writeBack')}
          {suffix}
        </span>
      </Switch>
      <Failure error={change.error ?? send.error ?? show.error} />
      <div className="actions link-actions">
        <Button
          icon="upload"
          busy={send.busy}
          disabled={isStill}
          onClick={() => (sendsOlder(link) ? onAsk('send') : void send.start())}
        >
          {t('files.send')}
          {suffix}
        </Button>
        <Button icon="download" disabled={isStill} onClick={() => onAsk('take')}>
          {t('files.take')}
          {suffix}
        </Button>
      </div>
      <div className="actions link-actions quiet-actions">
        <Button
          kind="quiet"
          icon={link.paused ? 'play' : 'pause'}
          busy={change.busy}
          onClick={() => void change.start({ paused: !link.paused })}
        >
          {link.paused ? t('files.resume') : t('files.pause')}
          {suffix}
        </Button>
        <Button kind="quiet" icon="folder" busy={show.busy} onClick={() => void show.start()}>
          {t('files.show')}
          {suffix}
        </Button>
        <Button kind="quiet" icon="trash" onClick={() => onAsk('remove')}>
          {t('files.remove')}
          {suffix}
        </Button>
      </div>
    </>
  )
}
