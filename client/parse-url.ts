/** Reads an address; `undefined` for what is none. (`URL.parse` is missing in Node 20.) */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}
