import type { CDPSession } from 'playwright/test'
import type { Program } from './hosted-page.ts'

/** What Electron calls a permission, and what the browser calls it. */
const permissions: readonly (readonly [electron: string, browser: string])[] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['idle-detection', 'idle-detection'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
]

/**
 * Has the program decide on each permission, and the browser keep to it. Electron asks when a page
 * does; here it is asked before the page is there, and what it grants is granted.
 */
export async function settlePermissions(
  id: number,
  { href, origin }: URL,
  session: CDPSession,
  program: Program,
): Promise<void> {
  const { targetInfo } = await session.send('Target.getTargetInfo')
  const { browserContextId } = targetInfo
  await Promise.all(
    permissions.map(async ([permission, name]) => {
      const isGranted = await program.ask('mayUse', id, permission, href)
      await session.send('Browser.setPermission', {
        permission: { name },
        setting: isGranted ? 'granted' : 'denied',
        origin,
        ...(browserContextId && { browserContextId }),
      })
    }),
  )
}
