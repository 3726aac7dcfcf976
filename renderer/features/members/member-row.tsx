import type { Member } from '../../../server/api/schemas/accounts.ts'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'

interface MemberRowProps {
  member: Member
  /** The hub must keep one owner who can sign in. */
  isLastOwner: boolean
  onRemove: () => void
}

export function MemberRow({ member, isLastOwner, onRemove }: MemberRowProps) {
  const { t, formats } = useSpeech()
  const { account } = useSignedIn()
  const isSelf = member.id === account.id
  return (
    <li className={member.disabled ? 'row member off' : 'row member'}>
      <span className="avatar" aria-hidden="true">
        {[...member.name][0]?.toUpperCase()}
      </span>
      <div className="row-text">
        <strong>{member.name}</strong>
        <span className="chip">{t(`role.${member.role}`)}</span>
        {isSelf && <span className="chip good">{t('members.you')}</span>}
        {member.disabled && <span className="chip warning">{t('members.off')}</span>}
        <p className="soft small">
          {t('members.devices', { n: member.devices })} · {formats.size(member.size)} ·{' '}
          {member.lastSeenAt ? (
            <>
              {t('members.seen')} <When at={member.lastSeenAt} />
            </>
          ) : (
            t('members.neverSeen')
          )}
        </p>
      </div>
      {!isSelf && <MemberActions member={member} isLastOwner={isLastOwner} onRemove={onRemove} />}
    </li>
  )
}

function MemberActions({ member, isLastOwner, onRemove }: MemberRowProps) {
  const { t } = useSpeech()
  type Change = Parameters<typeof calls.changeMember>[1]
  const { start, busy, error } = useAction(async (change: Change) => {
    const { account } = await calls.changeMember(member.id, change)
    void edit(resources.members, (all) =>
      all.map((each) => (each.id === account.id ? { ...each, ...account } : each)),
    )
    void refresh.hub()
  })
  const otherRole = member.role === 'owner' ? 'member' : 'owner'
  return (
    <div className="member-actions">
      <div className="actions">
        {!isLastOwner && (
          <>
            <Button kind="quiet" busy={busy} onClick={() => void start({ role: otherRole })}>
              {t(`members.make.${otherRole}`)}
              <span className="visually-hidden">: {member.name}</span>
            </Button>
            <Button
              kind="quiet"
              busy={busy}
              onClick={() => void start({ disabled: !member.disabled })}
            >
              {member.disabled ? t('members.enable') : t('members.disable')}
              <span className="visually-hidden">: {member.name}</span>
            </Button>
            <Button kind="quiet" icon="trash" onClick={onRemove}>
              {t('members.remove')}
              <span className="visually-hidden">: {member.name}</span>
            </Button>
          </>
        )}
      </div>
      <Failure error={error} />
    </div>
  )
}
