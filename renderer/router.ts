import { useSyncExternalStore } from 'react'
import type { WindowPage } from '../server/api/window-pages.ts'
import { base, withoutBase } from './base.ts'

/** A router over the History API: addresses are paths, `navigate` changes them, pages listen. */
const changed = 'sxncd:place'

export interface Place {
  readonly path: string
  readonly query: URLSearchParams
  readonly fragment: string
}

export function usePlace(): Place {
  const href = useSyncExternalStore(subscribe, () => location.href)
  const url = new URL(href)
  return { path: withoutBase(url.pathname), query: url.searchParams, fragment: url.hash.slice(1) }
}

function subscribe(listener: () => void): () => void {
  const names = ['popstate', 'hashchange', changed]
  for (const name of names) window.addEventListener(name, listener)
  return () => {
    for (const name of names) window.removeEventListener(name, listener)
  }
}

export function navigate(to: string, { replace = false } = {}): void {
  if (to === here() + location.hash) return
  if (replace) history.replaceState(null, '', base + to)
  else history.pushState(null, '', base + to)
  window.dispatchEvent(new Event(changed))
}

/** The path and query of this page, as `navigate` takes them. */
export const here = () => withoutBase(location.pathname) + location.search

/**
 * The named parts of a path: `/apps/:type` against `/apps/vimium` gives `{ type: 'vimium' }`. The hub
 * serves the window at these addresses alone.
 */
export function match(pattern: WindowPage, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/').filter(Boolean)
  const given = path.split('/').filter(Boolean)
  if (wanted.length !== given.length) return undefined
  const parts: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith(':')) {
      const text = decode(value)
      if (text === undefined) return undefined
      parts[part.slice(1)] = text
    } else if (part !== value) return undefined
  }
  return parts
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/** A path on this hub to go to after signing in; anything that leads elsewhere becomes `/`. */
export function safeReturn(to: string | null, origin: string): string {
  if (!to?.startsWith('/')) return '/'
  const url = URL.parse(to, origin)
  if (!url || url.origin !== origin) return '/'
  // `/.//host` is a path here, but `//host` on its own is another host.
  return url.pathname.replace(/^\/+/, '/') + url.search + url.hash
}
