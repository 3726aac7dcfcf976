import { links } from '../../api/calls.ts'
import { desktop } from '../../state/desktop.ts'
import { signOut } from '../../state/hub.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Download } from '../../ui/download.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Page } from '../../ui/page.tsx'
import { LanguageSwitch, ThemeSwitch } from '../../ui/preference-switches.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useAction } from '../../ui/use-action.ts'
import { ProviderProblem } from '../sign-in/provider-problem.tsx'
import { AllAppsSection } from './all-apps-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { SignInsSection } from './sign-ins-section.tsx'

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
          <AllAppsSection />
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
