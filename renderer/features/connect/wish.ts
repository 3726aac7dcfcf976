/** What somebody says of the device that is to be connected. */
export interface Wish {
  app: string
  name?: string
  /** When its key ends. */
  expires?: string
}

export function wishOf(app: string, name: string, days: number, now: number): Wish {
  const plain = name.trim()
  return {
    app,
    ...(plain !== '' && { name: plain }),
    ...(days > 0 && { expires: new Date(now + days * 86_400_000).toISOString() }),
  }
}

/** What a ticket takes of it: the key that it stands for has no end. */
export const ticketWish = ({ app, name }: Wish, address?: string) => ({
  app,
  ...(name !== undefined && { name }),
  ...(address !== undefined && { address }),
})
