import { syncOnce } from './settings.js'

/*
 * The browser ends this worker after 30 seconds without work, so nothing here lasts: an alarm, a change
 * of the settings or the start of the browser wakes it, it syncs once and is done. What is unfinished
 * when it ends, the next time goes on with.
 */

// What goes wrong, the next alarm tries again; the options page shows it when a person connects.
const sync = () => syncOnce().catch(() => {})

chrome.runtime.onInstalled.addListener(() => chrome.alarms.create('sync', { periodInMinutes: 5 }))
chrome.runtime.onStartup.addListener(sync)
chrome.alarms.onAlarm.addListener(sync)
chrome.storage.onChanged.addListener((changes) => {
  // Its own imports wake it as well; then there is nothing to do, and it costs one short request.
  if (changes.settings) sync()
})
