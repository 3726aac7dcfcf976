import {
  type NotifyFormat,
  noticeKinds,
  noticeLanguages,
  notifyFormats,
} from '../lib/notify-words.ts'
import type { NotifyTarget } from '../storage/notify-target.ts'
import { checkTarget } from './check-target.ts'
import { isSigningSecret } from './sign.ts'

/** As many as one may name. */
export const maxTargets = 20

/**
 * Targets as `NOTIFY_URL` names them: `ntfy+https://ntfy.sh/topic#events=backup+disk&private`, with
 * spaces, commas or line breaks between. What stands behind the # is for the hub and is not sent.
 * @throws Error that names a target by its number alone: it may hold a secret
 */
export function readTargets(text: string): readonly NotifyTarget[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  if (entries.length > maxTargets) throw new Error(`must be at most ${maxTargets} targets`)
  return entries.map((entry, index) => {
    try {
      return readTarget(entry, index + 1)
    } catch (error) {
      throw new Error(`must be right in target ${index + 1}: ${(error as Error).message}`)
    }
  })
}

const knownOptions = ['events', 'secret', 'private', 'language', 'name']

function readTarget(entry: string, number: number): NotifyTarget {
  const [, prefix, rest = ''] = /^(?:([a-z]+)\+)?(https?:\/\/.*)$/is.exec(entry) ?? []
  const format = prefix === undefined ? 'json' : oneOf(notifyFormats, prefix, 'format')
  const [url = '', fragment = ''] = rest.split(/#(.*)/s)
  const options = new URLSearchParams(fragment)
  for (const name of options.keys()) {
    if (!knownOptions.includes(name)) {
      throw new Error(
        `there is no option of this name behind the #; there are ${knownOptions.join(', ')}`,
      )
    }
  }
  checkTarget({ format, url })
  const secret = options.get('secret') ?? undefined
  if (secret !== undefined && !isSigningSecret(secret.replaceAll(' ', '+'))) {
    throw new Error('the secret must be whsec_ and 24 to 64 bytes in Base64')
  }
  const events = options.get('events')?.split(/[ +]+/)
  return {
    id: `env-${number}`,
    name: options.get('name') ?? '',
    format,
    url,
    events: events?.map((event) => oneOf(noticeKinds, event, 'event')) ?? noticeKinds,
    language: oneOf(noticeLanguages, options.get('language') ?? 'en', 'language'),
    private: isOn(options.get('private')),
    // In a query a + means a space; Base64 has none.
    ...(secret !== undefined && { secret: secret.replaceAll(' ', '+') }),
    createdAt: 0,
  }
}

const isOn = (value: string | null) =>
  value !== null && !['0', 'off', 'false', 'no'].includes(value)

function oneOf<T extends string>(known: readonly T[], word: string, what: string): T {
  const found = known.find((one) => one === word.toLowerCase())
  if (!found) throw new Error(`this ${what} is not known; there are ${known.join(', ')}`)
  return found
}

export const isFormat = (format: string): format is NotifyFormat =>
  (notifyFormats as readonly string[]).includes(format)
