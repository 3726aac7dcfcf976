import { useSyncExternalStore } from 'react'

/*
 * What this browser remembers for the person who uses it. It stays here: another device may want
 * another theme, and the hub need not know.
 */

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const listeners = new Set<() => void>()
/** Stands in where storage is blocked, for as long as the page is open. */
const memory = new Map<string, string>()

function read(name: string): string | undefined {
  try {
    return localStorage.getItem(`sxncd.${name}`) ?? memory.get(name)
  } catch {
    return memory.get(name)
  }
}

function write(name: string, value: string): void {
  memory.set(name, value)
  try {
    localStorage.setItem(`sxncd.${name}`, value)
  } catch {
    // Storage is blocked or full: remembered until the page is closed.
  }
  for (const listener of listeners) listener()
}

function usePreference(name: string): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => read(name),
  )
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const stored = usePreference('theme')
  const theme = themes.find((known) => known === stored) ?? 'system'
  return [theme, setTheme]
}

/** `public/first-paint.js` does the same before the first paint. */
function setTheme(theme: Theme): void {
  write('theme', theme)
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export const useLanguageChoice = () => usePreference('language')
export const readLanguageChoice = () => read('language')
export const writeLanguageChoice = (language: string) => write('language', language)

/** The name under which this browser last carried an app's file to the hub. */
export const rememberedDevice = (app: string) => read(`device.${app}`) ?? read('device')

export function rememberDevice(app: string, name: string): void {
  write(`device.${app}`, name)
  write('device', name)
}

/** A flagged version that the person has looked at and wants to keep. */
export const isFlagSeen = (app: string, version: number) => read(`flag.${app}`) === String(version)
export const rememberFlag = (app: string, version: number) => write(`flag.${app}`, String(version))

/** How far the first run has come, so that it goes on where the window was closed; else `done`. */
export const rememberedWelcome = () => read('welcome')
export const rememberWelcome = (step: string) => write('welcome', step)

/** Where what a restore replaced is kept, until the owner has read it. */
export const rememberedRestored = () => read('restored') || undefined
export const rememberRestored = (place: string) => write('restored', place)
export const forgetRestored = () => write('restored', '')
