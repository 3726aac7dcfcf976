// @ts-check
import { createSync } from '@sxncd/client'

/** @param {string} id */
const element = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id))

// The settings of this page live in `localStorage`, and this is all that the page itself needs.
const readSettings = () => localStorage.getItem('settings')
function showSettings() {
  const { theme = 'light', notes = '' } = JSON.parse(readSettings() ?? '{}')
  element('theme').value = theme
  element('notes').value = notes
  document.documentElement.style.colorScheme = theme
}
function saveSettings() {
  const settings = { theme: element('theme').value, notes: element('notes').value }
  localStorage.setItem('settings', JSON.stringify(settings))
  localStorage.setItem('savedAt', new Date().toISOString())
  showSettings()
  sync.changed()
}

// From here on it is about sync.
const sync = createSync({
  // A page may only call the hub that it came from; serve.js hands its calls on.
  hub: location.origin,
  app: 'thunder',
  deviceName: new URLSearchParams(location.search).get('device') ?? 'Web page',
  read: readSettings,
  write(settings, replaces) {
    // Changed a moment ago: say no, and it is asked again.
    if ((readSettings() ?? undefined) !== replaces) return false
    localStorage.setItem('settings', settings)
    showSettings()
    return true
  },
  lastSaved: () => localStorage.getItem('savedAt'),
  storage: {
    get: (name) => localStorage.getItem(name),
    set: (name, value) => localStorage.setItem(name, value),
  },
  onCode: ({ code }) => {
    element('state').textContent = `Approve this device on the hub. Its code is ${code}.`
  },
  onConflict: ({ ours, theirs }) => {
    element('ours').textContent = ours
    element('theirs').textContent = theirs
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('conflict'))
    dialog.showModal()
    return new Promise((resolve) => {
      dialog.onclose = () => resolve(dialog.returnValue === 'theirs' ? 'theirs' : 'ours')
    })
  },
  onState: (state) => {
    if (state.name === 'pairing') return
    element('state').textContent = state.error?.message ?? state.name
  },
})

// Of several tabs one syncs. It sees what the others change by the storage that they share.
addEventListener('storage', ({ key }) => {
  if (key !== 'settings') return
  showSettings()
  sync.changed()
})
const start = () => {
  sync.start()
  return new Promise(() => {})
}
if (navigator.locks) navigator.locks.request('sync', start)
else start()

// Back online: now, and not after the wait that was due. How it ends, the state shows.
addEventListener('online', () => sync.sync().catch(() => {}))

showSettings()
for (const id of ['theme', 'notes']) element(id).addEventListener('input', saveSettings)
