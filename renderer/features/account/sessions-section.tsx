import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session } from '../../../server/api/schemas/sign-in.ts'
import { calls, edit, resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'
import { EndOthers } from './end-others.tsx'

/** The browsers that are signed in; an end cannot do harm, since one can sign in again. */
export function SessionsSection() {
  const { t } = useSpeech()
  const sessions = useQuery(resources.sessions)
  const { start, busy, error } = useAction(async (session: Session | 'others') => {
    const gone = (each: Session) => (session === 'others' ? !each.current : each.id === session.id)
    void edit(resources.sessions, (all) => all.filter((each) => !gone(each)))
    try {
      await (session === 'others' ? calls.endOtherSessions() : calls.endSession(session.id))
    } catch (failure) {
      void sessions.refetch()
      throw failure
    }
  })
  const signIns = useQuery(resources.signIns).data
  const [asking, setAsking] = useState(false)
  const endOthers = () => {
    if (signIns && signIns.identities.length > 0) setAsking(true)
    else void start('others')
  }
  return (
    <Section title={t('sessions.title')}>
      <LoadedView from={sessions} skeleton={<Skeleton lines={3} />}>
        {(all) => (
          <>
            <ul className="rows">
              {all
                .toSorted(
                  (a, b) =>
                    Number(b.current) - Number(a.current) ||
                    b.lastSeenAt.localeCompare(a.lastSeenAt),
                )
                .map((session) => (
                  <SessionRow
                    key={session.id}
                    session={session}
                    onEnd={() => void start(session)}
                  />
                ))}
            </ul>
            <Failure error={error} />
            {all.length > 1 && (
              <Button busy={busy} onClick={endOthers}>
                {t('sessions.endOthers')}
              </Button>
            )}
          </>
        )}
      </LoadedView>
      {asking && signIns && (
        <EndOthers
          signIns={signIns}
          onConfirm={() => start('others')}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  )
}

function SessionRow({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { t } = useSpeech()
  const { browser, current, via } = session
  return (
    <li className="row">
      <div className="row-text">
        <strong>{browser}</strong>
        {current && <span className="chip good">{t('sessions.this')}</span>}
        <p className="soft small">
          {!current && (
            <>
              {t('sessions.seen')} <When at={session.lastSeenAt} />
              {' · '}
            </>
          )}
          {t('sessions.since')} <When at={session.createdAt} /> · {t(`sessions.via.${via}`)}
        </p>
      </div>
      {!current && (
        <Button kind="quiet" onClick={onEnd}>
          {t('sessions.end')}
          <span className="visually-hidden">: {browser}</span>
        </Button>
      )}
    </li>
  )
}
