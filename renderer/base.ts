/** The path under which the hub is reached, such as `/sync`; empty for the root. The hub's icon lies there. */
export const base = baseOf(
  globalThis.document?.querySelector<HTMLLinkElement>('link[rel="icon"]')?.href,
)

export function baseOf(icon: string | undefined): string {
  const path = icon === undefined ? undefined : URL.parse('.', icon)?.pathname
  return path?.replace(/(?<!\/)\/+$/, '') ?? ''
}

/** A path of the browser as one of the hub. */
export function withoutBase(path: string, own = base): string {
  if (path === own) return '/'
  return path.startsWith(`${own}/`) ? path.slice(own.length) : path
}
