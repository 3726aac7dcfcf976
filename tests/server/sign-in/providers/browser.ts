/** Enough of a browser to sign in: it keeps cookies by host and path, and follows by hand. */
export interface Browser {
  get(url: string, headers?: Record<string, string>): Promise<Response>
  /** Follows redirects. @returns where it ended, with every address on the way */
  walk(url: string, options?: WalkOptions): Promise<{ end: string; way: string[] }>
  /** The names of the cookies that it would send there. */
  cookiesFor(url: string): string[]
}

export interface WalkOptions {
  readonly headers?: Record<string, string>
  /** Stops in front of the first address that this holds for. */
  readonly until?: (url: string) => boolean
}

export function createBrowser(): Browser {
  const jar = new Map<string, { host: string; path: string; name: string; value: string }>()

  const matching = (url: string) => {
    const { hostname, pathname } = new URL(url)
    return [...jar.values()].filter(
      ({ host, path }) =>
        host === hostname &&
        (pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)),
    )
  }
  const keep = (url: string, header: string) => {
    const [pair = '', ...attributes] = header.split(/;\s*/)
    const [name = '', ...rest] = pair.split('=')
    const value = rest.join('=')
    const settings = new Map(
      attributes.map((one) => {
        const [key = '', ...words] = one.split('=')
        return [key.toLowerCase(), words.join('=')] as const
      }),
    )
    const host = new URL(url).hostname
    const path = settings.get('path') ?? '/'
    const over =
      settings.get('max-age') === '0' || Date.parse(settings.get('expires') ?? '9999') < Date.now()
    if (over) jar.delete(`${host} ${path} ${name}`)
    else jar.set(`${host} ${path} ${name}`, { host, path, name, value })
  }
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const cookie = matching(url)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { ...headers, ...(cookie && { cookie }) },
    })
    for (const header of response.headers.getSetCookie()) keep(url, header)
    return response
  }
  return {
    get,
    cookiesFor: (url) => matching(url).map(({ name }) => name),
    async walk(url, { headers, until } = {}) {
      const way: string[] = []
      let next = url
      for (let hop = 0; hop < 20; hop += 1) {
        way.push(next)
        if (hop > 0 && until?.(next)) break
        const response = await get(next, headers)
        await response.text()
        const location = response.headers.get('location')
        if (location === null) break
        next = new URL(location, next).href
      }
      return { end: way.at(-1) ?? '', way }
    },
  }
}
