import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Identity, SignIns, Way } from '../../../server/api/schemas/sign-in.ts'
import { links } from '../../api/calls.ts'
import { usePlace } from '../../router.ts'
import { calls, edit, resources } from '../../state/hub.ts'
import { useSignedIn } from '../../state/session.tsx'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'

/** The providers that lead into this account. Shown only where one is set up or linked. */
export function SignInsSection() {
  const { t } = useSpeech()
  const { session } = useSignedIn()
  const { query } = usePlace()
  const signIns = useQuery(resources.signIns)
  const linked = session.ways.find(({ type }) => type === query.get('linked'))
  if (session.ways.length === 0 && !signIns.data?.identities.length) return null
  return (
    <Section title={t('signIns.title')} lead={t('signIns.lead')}>
      {linked && <Notice tone="good">{t('signIns.linked', { provider: linked.name })}</Notice>}
      <LoadedView from={signIns} skeleton={<Skeleton lines={2} />}>
        {(data) => <Identities signIns={data} ways={session.ways} />}
      </LoadedView>
    </Section>
  )
}

function Identities({ signIns, ways }: { signIns: SignIns; ways: readonly Way[] }) {
  const { t } = useSpeech()
  const [leaving, setLeaving] = useState<Identity>()
  const { identities, password } = signIns
  const nameOf = (type: string) => ways.find((way) => way.type === type)?.name ?? type
  const isLast = !password && identities.length === 1
  const { start: link, error } = useAction(async (type: Way['type']) => {
    location.assign(await calls.withTicket(links.signInWith(type, '/account', { link: true })))
  })
  return (
    <>
      <ul className="rows">
        {identities.map((identity) => (
          <li key={identity.id} className="row">
            <div className="row-text">
              <strong>{nameOf(identity.way)}</strong>
              <p className="soft small">
                {identity.label} · {t('signIns.since')} <When at={identity.addedAt} />
                {isLast && ` · ${t('signIns.last')}`}
              </p>
            </div>
            {!isLast && (
              <Button kind="quiet" onClick={() => setLeaving(identity)}>
                {t('signIns.unlink')}
                <span className="visually-hidden">: {nameOf(identity.way)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className="actions">
        {ways
          .filter(({ type }) => !identities.some(({ way }) => way === type))
          .map((way) => (
            <Button key={way.type} icon="link" onClick={() => void link(way.type)}>
              {t('signIns.link', { provider: way.name })}
            </Button>
          ))}
      </div>
      <Failure error={error} />
      {leaving && (
        <Confirm
          title={t('signIns.unlinkTitle', { provider: nameOf(leaving.way) })}
          action={t('signIns.unlink')}
          onClose={() => setLeaving(undefined)}
          onConfirm={async () => {
            await calls.unlink(leaving.id)
            void edit(resources.signIns, (old) => ({
              ...old,
              identities: old.identities.filter(({ id }) => id !== leaving.id),
            }))
            showToast(t('signIns.unlinked', { provider: nameOf(leaving.way) }))
          }}
        >
          <p>{t('signIns.unlinkWhat', { provider: nameOf(leaving.way) })}</p>
        </Confirm>
      )}
    </>
  )
}
