import { syncOnce } from './settings.js'

/** @param {string} id */
const element = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id))
const local = chrome.storage.local

async function showSettings() {
  const { settings } = await local.get('settings')
  element('words').value = JSON.parse(settings ?? '{"words":""}').words
}

// When a person changes something, the moment belongs to it. The worker sees the change and syncs.
element('words').addEventListener('change', () =>
  local.set({
    settings: JSON.stringify({ words: element('words').value }),
    savedAt: new Date().toISOString(),
  }),
)
chrome.storage.onChanged.addListener((changes) => {
  if (changes.settings) showSettings()
})

// Pairing waits for a person on the hub, for minutes: that is for a page, not for the worker.
element('connect').addEventListener('submit', async (event) => {
  event.preventDefault()
  await local.set({ hub: element('hub').value, deviceName: element('deviceName').value })
  const show = (/** @type {string} */ text) => {
    element('state').textContent = text
  }
  await syncOnce({
    onCode: (/** @type {{ code: string }} */ { code }) =>
      show(`Approve this browser on the hub. Its code is ${code}.`),
  }).then(
    () => show('Connected.'),
    (error) => show(error.message),
  )
})

await showSettings()
