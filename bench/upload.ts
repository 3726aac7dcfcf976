import { isoTime } from '../server/lib/clock.ts'

export const deviceName = 'bench'

/** What varies from one upload of a slot to the next. */
export interface UploadState {
  readonly size: number
  /** Makes the content: other seeds, other settings. */
  readonly seed: number
  readonly savedAt: number
}

const seedAt = '{"seed":"'.length
const seedText = (seed: number) => String(seed).padStart(10, '0')

/** Settings like those of an app, flags and short texts, of exactly `size` bytes. */
function template(size: number): string {
  let text = `{"seed":"${seedText(0)}"`
  for (let i = 0; text.length < size - 120; i += 1) {
    const name = `"setting_general_option_${i}"`
    text += `,${name}:${[true, `"value-${i}"`, i, '"https://example.org/feed"'][i % 4]}`
  }
  const end = ',"note":"'
  return `${text}${end}${'x'.repeat(size - text.length - end.length - 2)}"}`
}

const templates = new Map<number, string>()

export function settingsText(size: number, seed: number): string {
  const text = templates.get(size) ?? template(size)
  templates.set(size, text)
  return `${text.slice(0, seedAt)}${seedText(seed)}${text.slice(seedAt + 10)}`
}

/** A request as bytes, edited in place for each upload: building it anew would cost more. */
export class UploadRequest {
  readonly bytes: Buffer
  readonly #key: number
  readonly #savedTs: number
  readonly #seed: number

  constructor(keyLength: number, size: number) {
    const body = [
      `{"deviceName":"${deviceName}","savedTs":"`,
      isoTime(0),
      '","settings":',
      settingsText(size, 0),
      '}',
    ] as const
    const head =
      'POST /api/v1/sync/update HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: bench\r\n' +
      `accept: */*\r\ncontent-type: application/json\r\ncontent-length: ${body.join('').length}\r\n` +
      'authorization: '
    this.#key = head.length
    this.#savedTs = head.length + keyLength + '\r\n\r\n'.length + body[0].length
    this.#seed = this.#savedTs + body[1].length + body[2].length + seedAt
    this.bytes = Buffer.from(`${head}${' '.repeat(keyLength)}\r\n\r\n${body.join('')}`, 'latin1')
  }

  /** The request of this upload; good until the next call. */
  fill(key: string, { seed, savedAt }: UploadState): Buffer {
    this.bytes.write(key, this.#key, 'latin1')
    this.bytes.write(isoTime(savedAt), this.#savedTs, 'latin1')
    this.bytes.write(seedText(seed), this.#seed, 'latin1')
    return this.bytes
  }
}
