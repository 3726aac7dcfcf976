import { useQuery } from '@tanstack/react-query'
import { type ReactNode, Suspense, useEffect, useRef } from 'react'
import type { SessionInfo } from '../server/api/schemas/sign-in.ts'
import { DashboardPage } from './features/apps/dashboard-page.tsx'
import { InvitePage } from './features/sign-in/invite-page.tsx'
import { NoOwnerPage, SetUpPage } from './features/sign-in/set-up-page.tsx'
import { SignInPage } from './features/sign-in/sign-in-page.tsx'
import { here, match, navigate, safeReturn, usePlace } from './router.ts'
import { desktop } from './state/desktop.ts'
import { forgetPerson, leftByChoice, resources } from './state/hub.ts'
import { rememberedWelcome } from './state/preferences.ts'
import { SignedInProvider, useSignedIn } from './state/session.tsx'
import { Broken } from './ui/broken.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { later } from './ui/later.tsx'
import { Waiting } from './ui/loading.tsx'
import { NotFoundPage } from './ui/not-found.tsx'
import { Problem } from './ui/problem.tsx'
import { Shell } from './ui/shell.tsx'
import { Toasts } from './ui/toasts.tsx'

// Pages that are not the first thing somebody sees load when they are opened.
const AppPage = later(async () => (await import('./features/apps/app-page.tsx')).AppPage)
const AppFilesPage = later(
  async () => (await import('./features/files/files-page.tsx')).AppFilesPage,
)
const ComparePage = later(
  async () => (await import('./features/compare/compare-page.tsx')).ComparePage,
)
const MergePage = later(async () => (await import('./features/conflicts/merge-page.tsx')).MergePage)
const AccountPage = later(
  async () => (await import('./features/account/account-page.tsx')).AccountPage,
)
const MembersPage = later(
  async () => (await import('./features/members/members-page.tsx')).MembersPage,
)
const HubPage = later(async () => (await import('./features/hub/hub-page.tsx')).HubPage)
// Only the window of the program has these.
const FilesPage = later(async () => (await import('./features/links/links-page.tsx')).FilesPage)
const WelcomePage = later(
  async () => (await import('./features/welcome/welcome-page.tsx')).WelcomePage,
)
const WindowDoor = later(
  async () => (await import('./features/sign-in/window-page.tsx')).WindowDoor,
)

export function App() {
  const session = useQuery(resources.session)
  if (session.data) return <Doors session={session.data} />
  if (session.error) {
    return (
      <main className="alone">
        <Problem error={session.error} onRetry={() => void session.refetch()} />
      </main>
    )
  }
  return <AloneWaiting />
}

const AloneWaiting = () => (
  <main className="alone">
    <Waiting />
  </main>
)

/** A page that loads when it is shown, with nothing around it. */
function Alone({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary fallback={<Broken />}>
      <Suspense fallback={<AloneWaiting />}>{children}</Suspense>
    </ErrorBoundary>
  )
}

/** Decides between the pages outside and those for somebody who is signed in. */
function Doors({ session }: { session: SessionInfo }) {
  const { path, query } = usePlace()
  const { account } = session
  const person = account?.id
  const before = useRef(person)
  const byChoice = leftByChoice()
  const ended = person === undefined && before.current !== undefined && !byChoice

  useEffect(() => {
    if (before.current !== person) forgetPerson()
    before.current = person
  }, [person])

  if (match('/set-up', path)) return <SetUpPage session={session} />
  if (match('/invite', path)) return <InvitePage session={session} />
  if (!account) {
    // Whoever cannot get in this way may still type a password.
    if (desktop && !(match('/sign-in', path) && query.has('password'))) {
      return (
        <Alone>
          <WindowDoor session={session} />
        </Alone>
      )
    }
    if (session.needsOwner) return <NoOwnerPage />
    return match('/sign-in', path) ? (
      <SignInPage session={session} />
    ) : (
      <ToSignIn ended={ended} byChoice={byChoice} />
    )
  }
  if (match('/sign-in', path)) return <Back />
  if (desktop && account.role === 'owner') {
    if (match('/welcome', path)) {
      return (
        <SignedInProvider account={account} session={session}>
          <Alone>
            <WelcomePage />
          </Alone>
        </SignedInProvider>
      )
    }
    const step = rememberedWelcome()
    if (match('/', path) && step && step !== 'done') return <To path={`/welcome?step=${step}`} />
  }
  return (
    <SignedInProvider account={account} session={session}>
      <Shell>
        <ErrorBoundary key={path.split('/').slice(0, 4).join('/')} fallback={<Broken />}>
          <Suspense fallback={<Waiting />}>
            <Inside />
          </Suspense>
        </ErrorBoundary>
      </Shell>
      <Toasts />
    </SignedInProvider>
  )
}

function Inside() {
  const { path } = usePlace()
  const { isOwner } = useSignedIn()
  const app = match('/apps/:type', path)
  const compare = match('/apps/:type/compare/:older/:newer', path)
  const merge = match('/apps/:type/merge/:version', path)
  const files = match('/apps/:type/files', path.split('/').slice(0, 4).join('/'))
  if (match('/', path)) return <DashboardPage />
  if (app?.type) return <AppPage key={app.type} type={app.type} />
  if (compare?.type) {
    const { type, older, newer } = compare
    return <ComparePage type={type} older={Number(older)} newer={Number(newer)} />
  }
  if (merge?.type) return <MergePage type={merge.type} version={Number(merge.version)} />
  if (files?.type) return <AppFilesPage key={files.type} type={files.type} />
  if (match('/account', path)) return <AccountPage />
  if (match('/members', path) && isOwner) return <MembersPage />
  if (match('/hub', path) && isOwner) return <HubPage />
  if (match('/files', path) && isOwner && desktop) return <FilesPage />
  return <NotFoundPage />
}

/** Asks to sign in, and remembers where the person wanted to go, unless they wanted to leave. */
function ToSignIn({ ended, byChoice }: { ended: boolean; byChoice: boolean }) {
  useEffect(() => {
    const query = new URLSearchParams()
    const next = here()
    if (next !== '/' && !byChoice) query.set('next', next)
    if (ended) query.set('ended', '')
    const text = query.size > 0 ? `?${query}` : ''
    navigate(`/sign-in${text}`, { replace: true })
  }, [ended, byChoice])
  return null
}

function Back() {
  const { query } = usePlace()
  const to = safeReturn(query.get('next'), location.origin)
  return <To path={to.startsWith('/sign-in') ? '/' : to} />
}

function To({ path }: { path: string }) {
  useEffect(() => {
    navigate(path, { replace: true })
  }, [path])
  return null
}
