import { badAnswer, callHub, type KeyOptions, keyHeader } from './request.ts'

/** A version as the hub describes it. */
export interface Version {
  readonly version: number
  /** The stamp as the device sent it. */
  readonly savedTs: string
  readonly receivedAt: string
  readonly deviceName: string
  /** `bytes` for a file that is no text, in a list of versions. */
  readonly type: 'text' | 'json' | 'bytes'
  /** Size of what the hub stores, in bytes. */
  readonly size: number
  readonly contentId: string
  readonly encrypted?: boolean
  /** The version that this one brought back. */
  readonly restored?: number
}

/** The current settings as text, exactly as they are stored. */
export interface Stored {
  readonly settings: string
  readonly version: Version
  /** Names this version in a later `readStored`. */
  readonly etag: string
}

/**
 * Reads what the hub holds now, or an earlier version.
 * @returns undefined where it is still what `etag` names
 */
export async function readStored(
  options: KeyOptions & { readonly deviceName?: string | undefined },
  etag: string | undefined,
  earlier?: number,
): Promise<Stored | undefined> {
  const place = earlier === undefined ? 'settings' : `history/${earlier}`
  const device =
    earlier === undefined && options.deviceName !== undefined
      ? `&device=${encodeURIComponent(options.deviceName)}`
      : ''
  const { status, headers, body } = await callHub(options, {
    path: `/api/v1/sync/${place}?as=text${device}`,
    authorization: keyHeader(options.key),
    ...(etag !== undefined && { headers: { 'if-none-match': etag } }),
  })
  if (status === 304) return undefined
  const { data, version } = body
  if (typeof data !== 'string' || !version) throw badAnswer(status)
  return { settings: data, version: version as Version, etag: headers.get('etag') ?? '' }
}
