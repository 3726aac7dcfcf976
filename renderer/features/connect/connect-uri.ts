interface Connection {
  /** The base address of the hub, as the device reaches it. */
  hub: string
  app: string
  key: string
}

/** What the QR code holds: all that an app needs to find the hub and be let in. */
export function connectUri({ hub, app, key }: Connection): string {
  const query = { v: '1', hub, app, key }
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `sxncd://connect?${pairs.join('&')}`
}
