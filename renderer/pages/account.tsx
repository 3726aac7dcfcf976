import { links } from '../api/calls.ts'
import { PasswordSection } from '../components/account/password-section.tsx'
import { SessionsSection } from '../components/account/sessions-section.tsx'
import { SignInsSection } from '../components/account/sign-ins-section.tsx'
import { Button } from '../components/button.tsx'
import { Download } from '../components/download.tsx'
import { Icon } from '../components/icon.tsx'
import { Page } from '../components/page.tsx'
import { LanguageSwitch, ThemeSwitch } from '../components/preference-switches.tsx'
import { Failure } from '../components/problem.tsx'
import { ProviderProblem } from '../components/provider-problem.tsx'
import { Section } from '../components/section.tsx'
import { useAction } from '../components/use-action.ts'
import { desktop } from '../state/desktop.ts'
import { signOut } from '../state/hub.ts'
import { useSignedIn } from '../state/session.tsx'
import { useSpeech } from '../texts/speech.tsx'

export function AccountPage() {
  const { t } = useSpeech()
  const { account, isOwner } = useSignedIn()
  const { start, busy, error } = useAction(signOut)
  return (
    <Page
      title={account.name}
      lead={isOwner ? t('role.owner') : t('role.member')}
      actions={
        // The window of the program would sign its owner in again at once.
        (!desktop || !isOwner) && (
          <Button busy={busy} onClick={() => void start()}>
            {t('signOut.button')}
          </Button>
        )
      }
    >
      <Failure error={error} />
      <ProviderProblem />
      <div className="two-columns">
        <div>
          <PasswordSection />
          <SignInsSection />
          <Section title={t('export.mine')} lead={t('export.mineLead')}>
            <Download className="button plain" href={links.everything}>
              <Icon name="download" />
              {t('export.mineButton')}
            </Download>
          </Section>
        </div>
        <div>
          <Section title={t('look.title')} lead={t('look.lead')}>
            <ThemeSwitch />
            <LanguageSwitch bare={false} />
          </Section>
          <SessionsSection />
        </div>
      </div>
    </Page>
  )
}
