import type { ReactNode } from 'react'
import type { LiveState } from '../api/events.ts'
import { PairingRequests } from '../features/pairing/pairing-requests.tsx'
import { usePlace } from '../router.ts'
import { desktop } from '../state/desktop.ts'
import { useSignedIn } from '../state/session.tsx'
import { useLive } from '../state/use-live.ts'
import { useSpeech } from '../texts/speech.tsx'
import { Icon, type IconName } from './icon.tsx'
import { Link } from './link.tsx'
import { Mark } from './mark.tsx'

/** What stands around every page of somebody who is signed in. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useSpeech()
  const { session } = useSignedIn()
  const { state, beats } = useLive()
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <header className="top">
        <Link to="/" className="home" aria-label={t('nav.home', { hub: session.hubName })}>
          <span className="tile">
            <Mark size={36} beats={beats} />
          </span>
          <span className="home-name">{session.hubName}</span>
        </Link>
        <Line state={state} />
        <Navigation />
      </header>
      <PairingRequests />
      {children}
      <footer className="foot">SxncD hub {session.version}</footer>
    </div>
  )
}

/** Whether changes arrive by themselves; silent while all is well. */
function Line({ state }: { state: LiveState }) {
  const { t } = useSpeech()
  return (
    <span className="line" role="status">
      {state === 'lost' && (
        <span className="line-lost">
          <Mark size={18} running />
          {t('live.lost')}
        </span>
      )}
    </span>
  )
}

function Navigation() {
  const { t } = useSpeech()
  const { account, isOwner } = useSignedIn()
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <NavLink to="/" icon="apps" label={t('nav.apps')} also="/apps/" />
      {isOwner && desktop && <NavLink to="/files" icon="link" label={t('nav.files')} />}
      {isOwner && <NavLink to="/members" icon="members" label={t('nav.members')} />}
      {isOwner && <NavLink to="/hub" icon="hub" label={t('nav.hub')} />}
      <NavLink to="/account" icon="user" label={account.name} />
    </nav>
  )
}

interface NavLinkProps {
  to: string
  icon: IconName
  label: string
  also?: string
}

function NavLink({ to, icon, label, also }: NavLinkProps) {
  const { path } = usePlace()
  const here = path === to || (also !== undefined && path.startsWith(also))
  return (
    <Link to={to} className="nav-link" aria-current={here ? 'page' : undefined}>
      <Icon name={icon} />
      <span className="nav-label">{label}</span>
    </Link>
  )
}
