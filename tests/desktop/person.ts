import { expect, type Page } from 'playwright/test'
import type { Desktop } from './driver.ts'
import type { NoticeView } from './protocol.ts'

/** Walks through the first run by the shortest way. */
export async function beOwner(page: Page, name = 'Ada'): Promise<void> {
  await giveName(page, name)
  // It goes on where devices may connect already.
  await page.getByRole('button', { name: /^(Not now|Continue)$/ }).click()
  await page.getByRole('button', { name: 'Look around first' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

export async function giveName(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByText('Step 2 of 3')).toBeVisible()
}

export const originOf = (page: Page): string => new URL(page.url()).origin

/** Asks the API as the page does. @returns what it answers */
export async function ask(page: Page, method: string, path: string, body?: object) {
  const answer = await page.evaluate(
    async ([how, where, text]) => {
      const reply = await fetch(where, {
        method: how,
        headers: {
          'x-sxncd-proof': localStorage.getItem('sxncd.proof') ?? '',
          ...(text && { 'content-type': 'application/json' }),
        },
        ...(text && { body: text }),
      })
      return { status: reply.status, body: (await reply.json()) as Record<string, unknown> }
    },
    [method, path, body ? JSON.stringify(body) : ''] as const,
  )
  expect(answer.body.error).toBeUndefined()
  return answer.body
}

/** Waits until the window has signed this account in. */
export const expectAccount = (page: Page, account: { name: string; role?: string }) =>
  expect
    .poll(async () => (await ask(page, 'GET', '/api/v1/session')).account)
    .toMatchObject(account)

/** A key of the owner's for an app. */
export async function newKey(page: Page, app: string): Promise<string> {
  return String((await ask(page, 'POST', '/api/v1/keys', { app, name: 'test' })).text)
}

/** A sync, as a device sends it. */
export async function sync(hub: string, key: string, body: object) {
  const reply = await fetch(`${hub}/api/v1/sync/update`, {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await reply.json()) as { data?: unknown; action?: string; error?: string }
  return { status: reply.status, ...answer }
}

/** Waits for a notification that is to be seen. @returns its number */
export async function noticeOf(desktop: Desktop, title: string): Promise<number> {
  const isIt = (one: NoticeView) => one.isShown && one.title === title
  await expect.poll(async () => (await desktop.notices()).some(isIt), title).toBe(true)
  return (await desktop.notices()).findLastIndex(isIt)
}

/** What the icon shows, whatever it stands on. */
export async function moodOf(desktop: Desktop): Promise<string | undefined> {
  const icon = (await desktop.tray())?.icon ?? ''
  return /tray-([a-z-]+?)(?:Template|-dark)?\.png$/.exec(icon)?.[1]
}

/** The labels of the tray's menu, without its separators. */
export async function menuOf(desktop: Desktop): Promise<string[]> {
  const lines = (await desktop.tray())?.menu ?? []
  return lines.filter(({ type }) => type !== 'separator').map(({ label }) => label)
}
