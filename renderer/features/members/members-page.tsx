import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Member } from '../../../server/api/schemas/accounts.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Page } from '../../ui/page.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { InvitesSection } from './invites-section.tsx'
import { MemberRow } from './member-row.tsx'
import { RemoveMember } from './remove-member.tsx'

export function MembersPage() {
  const { t } = useSpeech()
  const members = useQuery(resources.members)
  const [inviting, setInviting] = useState(false)
  const [leaving, setLeaving] = useState<Member>()
  return (
    <Page
      title={t('members.title')}
      lead={t('members.lead')}
      actions={
        <Button kind="primary" icon="add" onClick={() => setInviting(true)}>
          {t('members.invite')}
        </Button>
      }
    >
      <LoadedView from={members} skeleton={<Skeleton lines={4} />}>
        {(all) => (
          <>
            <ul className="rows members">
              {all.map((member) => (
                <MemberRow
                  key={member.id}
                  member={member}
                  isLastOwner={isLastOwner(member, all)}
                  onRemove={() => setLeaving(member)}
                />
              ))}
            </ul>
            {all.length === 1 && <p className="empty">{t('members.alone')}</p>}
          </>
        )}
      </LoadedView>
      <InvitesSection />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {leaving && <RemoveMember member={leaving} onClose={() => setLeaving(undefined)} />}
    </Page>
  )
}

const isActiveOwner = ({ role, disabled }: Member) => role === 'owner' && !disabled

function isLastOwner(member: Member, all: readonly Member[]): boolean {
  return isActiveOwner(member) && all.filter(isActiveOwner).length === 1
}
