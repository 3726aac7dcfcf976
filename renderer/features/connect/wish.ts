import type { Key } from '../../../server/api/schemas/accounts.ts'
import type { App } from '../../../server/api/schemas/apps.ts'

/** How the device is to come: with a key for the sync protocol, by WebDAV, or by an address alone. */
export type Way = 'key' | 'webdav' | 'address'

/** What somebody says of the device that is to be connected. */
export interface Wish {
  app: string
  name?: string
  /** When its key ends. */
  expires?: string
  readOnly?: true
  address?: true
}

/** A key that was just made: its text is known only now. */
export interface MadeKey {
  readonly key: Key
  readonly text: string
}

interface Choices {
  name: string
  /** How long the key works; 0 is for ever. */
  days: number
  readOnly: boolean
  way: Way
}

/** The `app` of a key for the files of all apps. */
export const allApps = '*'

export function wishOf(app: string, { name, days, readOnly, way }: Choices, now: number): Wish {
  const plain = name.trim()
  return {
    app,
    ...(plain !== '' && { name: plain }),
    ...(days > 0 && { expires: new Date(now + days * 86_400_000).toISOString() }),
    // A key for the sync protocol that only reads would sync nothing.
    ...(readOnly && way !== 'key' && { readOnly }),
    ...(way === 'address' && { address: true }),
  }
}

/** What a ticket takes of it: the key that it stands for has no end. */
export const ticketWish = ({ app, name }: Wish, address?: string) => ({
  app,
  ...(name !== undefined && { name }),
  ...(address !== undefined && { address }),
})

/** The ways that an app can go, the best one first. */
export function waysOf(app: App | undefined): readonly Way[] {
  if (!app) return ['webdav']
  if (app.connects !== 'webdav') return ['key', 'webdav', 'address']
  // What is no text cannot be synced.
  return app.export.format === 'bytes' ? ['webdav', 'address'] : ['webdav', 'key', 'address']
}

/** Apps whose own server the hub stands in for: they know no pairing. */
const served: readonly string[] = ['syncyomi', 'tabby']

export const canPair = ({ connects, type }: App): boolean =>
  connects === 'built-in' && !served.includes(type)
