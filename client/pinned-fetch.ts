import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { SyncError } from './errors.ts'
import { sendByNode } from './node-request.ts'

/**
 * A `fetch` for one hub (Node only): give it to `sync`, `pull`, `watch` and `pair`. It talks over
 * HTTPS, and to nobody but the holder of the key that the fingerprint stands for: the SHA-256 of the
 * public key (SubjectPublicKeyInfo), in hex. Names, dates and authorities do not matter, so that a
 * renewed certificate around the same key is as good. Every request has a connection of its own,
 * and not a byte of it is sent before the check. Redirects are handed out, never followed.
 * @throws SyncError `bad_pin` for what is no fingerprint. The `fetch` rejects with one:
 * `certificate_changed` for another key, `bad_hub` for an address that is not HTTPS
 */
export function pinnedFetch(fingerprint: string): typeof globalThis.fetch {
  if (!/^[0-9a-f]{64}$/i.test(fingerprint)) {
    throw new SyncError(0, 'bad_pin', 'The fingerprint of a hub has 64 characters, 0-9 and a-f.')
  }
  const pin = Buffer.from(fingerprint, 'hex')
  return async (input, init) => {
    const request = new Request(input, init)
    const signal = init?.signal ?? request.signal
    const url = new URL(request.url)
    if (url.protocol !== 'https:') {
      throw new SyncError(
        0,
        'bad_hub',
        'Only an https:// address can prove that it is the hub with this fingerprint.',
      )
    }
    return sendByNode(request, signal, async () => {
      const socket = await connectTo(url, pin, signal)
      return { createConnection: () => socket }
    })
  }
}

/** A connection whose other end has proved in the handshake that it holds the key. */
function connectTo(url: URL, pin: Buffer, signal: AbortSignal): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ['http/1.1'],
      // No authority vouches for a hub's own certificate: the pin decides, and it alone.
      rejectUnauthorized: false,
    })
    const giveUp = () => socket.destroy(new Error('The caller has ended it.'))
    signal.addEventListener('abort', giveUp, { once: true })
    // It stays: between this and the request, nobody else listens.
    socket.on('error', reject)
    socket.once('close', () => {
      signal.removeEventListener('abort', giveUp)
      reject(new Error('The connection was closed.'))
    })
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', giveUp)
      if (isPinned(socket, pin)) return resolve(socket)
      reject(
        new SyncError(
          0,
          'certificate_changed',
          'What answers at this address is not the hub with this fingerprint: its certificate has another key. Nothing was sent. If the hub was set up anew, pair again.',
        ),
      )
      socket.destroy()
    })
  })
}

function isPinned(socket: TLSSocket, pin: Buffer): boolean {
  try {
    const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' })
    return key !== undefined && timingSafeEqual(createHash('sha256').update(key).digest(), pin)
  } catch {
    // A kind of key that this Node does not know is another key.
    return false
  }
}
