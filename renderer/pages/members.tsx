import { useState } from 'react'
import type { Member } from '../api/types.ts'
import { Button } from '../components/button.tsx'
import { LoadedView, Skeleton } from '../components/loading.tsx'
import { InviteDialog } from '../components/members/invite-dialog.tsx'
import { InvitesSection } from '../components/members/invites-section.tsx'
import { MemberRow } from '../components/members/member-row.tsx'
import { RemoveMember } from '../components/members/remove-member.tsx'
import { Page } from '../components/page.tsx'
import { resources } from '../state/hub.ts'
import { useResource } from '../state/use-resource.ts'
import { useSpeech } from '../texts/speech.tsx'

export function MembersPage() {
  const { t } = useSpeech()
  const members = useResource(resources.members)
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
