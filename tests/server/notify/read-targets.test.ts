import { expect, test } from 'vitest'
import { noticeKinds } from '../../../server/lib/notify-words.ts'
import { shownAddress } from '../../../server/notify/check-target.ts'
import { readTargets } from '../../../server/notify/read-targets.ts'
import { newSigningSecret } from '../../../server/notify/sign.ts'

const preset = { name: '', events: noticeKinds, language: 'en', private: false, createdAt: 0 }

test('several targets with their formats, and what stands behind the #', () => {
  const secret = newSigningSecret()
  const text = ` https://a.example/x?y=1#secret=${secret}&private
    ntfy+https://:tk_1@ntfy.example/topic#events=backup+disk&language=de,discord+https://b.example/hook#name=Chat`
  const expected = [
    {
      ...preset,
      id: 'env-1',
      format: 'json',
      url: 'https://a.example/x?y=1',
      secret,
      private: true,
    },
    {
      ...{ ...preset, id: 'env-2', format: 'ntfy', url: 'https://:tk_1@ntfy.example/topic' },
      ...{ events: ['backup', 'disk'], language: 'de' },
    },
    { ...preset, id: 'env-3', format: 'discord', url: 'https://b.example/hook', name: 'Chat' },
  ]
  expect(readTargets(text)).toEqual(expected)
  expect(readTargets('')).toEqual([])
})

test('a secret with + and / comes out as it was, encoded or not', () => {
  const secret = `whsec_${Buffer.alloc(32, 0xfb).toString('base64')}`
  expect(secret).toMatch(/[+/]/)
  for (const text of [secret, encodeURIComponent(secret)]) {
    expect(readTargets(`https://a.example/#secret=${text}`)[0]?.secret).toBe(secret)
  }
})

test('what is wrong is told without the address', () => {
  for (const bad of [
    'canary',
    'x+https://canary/',
    'https://canary/#canary=1',
    'gotify+https://canary/',
  ]) {
    expect(() => readTargets(`https://a.example/ ${bad}`)).toThrow(/^must be right in target 2: /)
    expect(() => readTargets(bad)).not.toThrow(/canary/)
  }
})

test('an address is shown without what may be its secret', () => {
  expect(shownAddress('https://user:secret@a.example:8443/topic?token=secret')).toBe(
    'https://a.example:8443/…',
  )
  expect(shownAddress('http://a.example')).toBe('http://a.example/')
  expect(shownAddress('http://a.example/?secret')).toBe('http://a.example/…')
})
