import { expect, test } from 'playwright/test'
import { freePort } from '../../bench/free-port.ts'
import { startGithub } from '../helpers/github-stand-in.ts'
import { startOidcProvider } from '../helpers/oidc-provider.ts'
import { becomeOwner, startHub } from './hub-fixture.ts'

/** A hub with a real OpenID provider and a stand-in for GitHub, each on loopback. */
async function startAll(signUp: string) {
  const stops: (() => unknown)[] = []
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const atEnd = (stop: () => unknown) => void stops.push(stop)
  const oidc = await startOidcProvider({
    redirectUris: [`${url}/callback/oidc`, `${url}/callback/google`],
    atEnd,
  })
  const github = await startGithub(`${url}/callback/github`, atEnd)
  github.mood.now = Date.now()
  const { hub, stop } = await startHub({
    PORT: String(port),
    PUBLIC_URL: url,
    SIGN_UP: signUp,
    AUTH_MODULES: 'oidc, github, google',
    GOOGLE_ISSUER: oidc.issuer,
    GOOGLE_CLIENT_ID: oidc.clientId,
    GOOGLE_CLIENT_SECRET: oidc.clientSecret,
    OIDC_ISSUER: oidc.issuer,
    OIDC_CLIENT_ID: oidc.clientId,
    OIDC_CLIENT_SECRET: oidc.clientSecret,
    OIDC_NAME: 'Our sign-in',
    GITHUB_URL: github.url,
    GITHUB_CLIENT_ID: github.clientId,
    GITHUB_CLIENT_SECRET: github.clientSecret,
  })
  stops.push(stop)
  return { hub, oidc, github, stop: () => Promise.all(stops.map((one) => one())) }
}

test('a stranger joins through OpenID Connect, GitHub and Google where sign-up is open', async ({
  page,
  browser,
}) => {
  const { hub, stop } = await startAll('open')
  await becomeOwner(page, hub)
  for (const [button, name] of [
    ['Sign in with Our sign-in', 'ada'],
    ['Sign in with GitHub', 'octocat'],
    // The same person at the same issuer: the account that is there already.
    ['Sign in with Google', 'ada'],
  ] as const) {
    const context = await browser.newContext()
    const guest = await context.newPage()
    await guest.goto(`${hub.url}/apps/stylus`)
    await guest.getByRole('link', { name: button }).click()
    // Back where they wanted to go, with an account of their own.
    await guest.waitForURL(`${hub.url}/apps/stylus`)
    await expect(guest.getByRole('link', { name: new RegExp(name, 'i') })).toBeVisible()
    await context.close()
  }
  await stop()
})

test('who denies consent, is not invited, or comes while the provider is down is told so', async ({
  page,
  browser,
}) => {
  const { hub, oidc, github, stop } = await startAll('invite')
  await becomeOwner(page, hub)
  const context = await browser.newContext()
  const guest = await context.newPage()
  await guest.goto(`${hub.url}/sign-in`)
  await guest.getByRole('link', { name: 'Sign in with Our sign-in' }).click()
  await expect(guest.getByText('Ask the owner for an invitation.', { exact: false })).toBeVisible()
  github.mood.allows = false
  await guest.getByRole('link', { name: 'Sign in with GitHub' }).click()
  await expect(guest.getByText('was not allowed to sign you in', { exact: false })).toBeVisible()
  github.mood.allows = true
  github.mood.apiStatus = 503
  await guest.getByRole('link', { name: 'Sign in with GitHub' }).click()
  await expect(guest.getByText('cannot be reached', { exact: false })).toBeVisible()
  await guest.goto(`${hub.url}/callback/oidc?code=forged&state=forged`)
  await expect(guest.getByText(/was refused|has expired/)).toBeVisible()
  await oidc.stop()
  await context.close()
  await stop()
})

test('the owner links another way in, signs in by it, and unlinks it', async ({
  page,
  browser,
}) => {
  const { hub, stop } = await startAll('closed')
  await becomeOwner(page, hub)
  await page.goto(`${hub.url}/account`)
  await page.getByRole('button', { name: 'Link Our sign-in' }).click()
  await expect(page.getByText('Our sign-in now signs you in here.')).toBeVisible()
  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(`${hub.url}/sign-in`)
  await other.getByRole('link', { name: 'Sign in with Our sign-in' }).click()
  await expect(other.getByRole('link', { name: 'Ada' })).toBeVisible()
  await page.getByRole('button', { name: 'Unlink' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click()
  await expect(page.getByText('Our sign-in is unlinked.')).toBeVisible()
  await context.close()
  await stop()
})

test('signing out everywhere, and a new password, offer to end the linked ways in', async ({
  page,
  browser,
}) => {
  const { hub, stop } = await startAll('closed')
  await becomeOwner(page, hub)
  const link = async () => {
    await page.goto(`${hub.url}/account`)
    await page.getByRole('button', { name: 'Link GitHub' }).click()
    await expect(page.getByText('GitHub now signs you in here.')).toBeVisible()
  }
  await link()
  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(`${hub.url}/sign-in`)
  await other.getByRole('link', { name: 'Sign in with GitHub' }).click()
  await expect(other.getByRole('link', { name: 'Ada' })).toBeVisible()
  await context.close()

  await page.reload()
  await page.getByRole('button', { name: 'Sign out all others' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('octocat')
  await dialog.getByRole('switch', { name: 'Also unlink all other ways in' }).check()
  await dialog.getByRole('button', { name: 'Sign out all others' }).click()
  await expect(page.getByRole('button', { name: 'Link GitHub' })).toBeVisible()

  await link()
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByLabel('Current password').fill('correct horse battery')
  await page.getByLabel('New password').fill('another good password')
  await page.getByLabel('The same again').fill('another good password')
  await page.getByRole('switch', { name: 'Also unlink all other ways in' }).check()
  await page.getByRole('button', { name: 'Save password' }).click()
  await expect(page.getByRole('button', { name: 'Link GitHub' })).toBeVisible()
  await stop()
})
