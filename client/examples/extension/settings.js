import { createSync } from './client/index.js'

/*
 * What worker and options page share. The settings are one text in `chrome.storage.local`; who changes
 * them also notes when, as the options page does.
 */

const local = chrome.storage.local

/** The sync of this extension, or nothing before a person has named a hub. */
export async function openSync(options = {}) {
  const { hub, deviceName } = await local.get(['hub', 'deviceName'])
  if (!hub) return undefined
  return createSync({
    hub,
    app: 'stylus',
    deviceName,
    read: async () => (await local.get('settings')).settings,
    async write(settings, replaces) {
      if ((await local.get('settings')).settings !== replaces) return false
      await local.set({ settings })
      return true
    },
    lastSaved: async () => (await local.get('savedAt')).savedAt,
    storage: {
      get: async (name) => (await local.get(name))[name],
      set: (name, value) => local.set({ [name]: value }),
    },
    ...options,
  })
}

/** Syncs once. The lock keeps the worker and the pages of this extension from doing it at the same time. */
export async function syncOnce(options = {}) {
  await navigator.locks.request('sync', async () => (await openSync(options))?.sync())
}
