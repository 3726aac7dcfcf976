import { describe, expect, test } from 'vitest'
import { match, safeReturn } from '../../renderer/router.ts'

describe('match', () => {
  test('names the parts of a path', () => {
    expect(match('/apps/:type', '/apps/vimium')).toEqual({ type: 'vimium' })
    expect(match('/apps/:type/compare/:older/:newer', '/apps/a/compare/1/2')).toEqual({
      type: 'a',
      older: '1',
      newer: '2',
    })
    expect(match('/', '/')).toEqual({})
    expect(match('/hub', '/hub/')).toEqual({})
    expect(match('/apps/:type', '/apps/a%2Fb')).toEqual({ type: 'a/b' })
  })

  test('takes no other path', () => {
    expect(match('/apps/:type', '/apps')).toBeUndefined()
    expect(match('/hub', '/hub/more')).toBeUndefined()
    expect(match('/apps/:type', '/apps/%')).toBeUndefined()
  })
})

describe('after signing in', () => {
  const origin = 'http://hub.example'

  test('one comes back to where one was', () => {
    expect(safeReturn('/apps/a?b=c#d', origin)).toBe('/apps/a?b=c#d')
    expect(safeReturn(null, origin)).toBe('/')
  })

  const hosts = ['evil.example', 'hub.example.evil.example', 'hub.example@evil.example']
  const ways = [
    '//',
    '/\\',
    '\\\\',
    '/\t/',
    '/\n/',
    'http://',
    'https:',
    'javascript:',
    '/.//',
    '/..//',
    '////',
  ]
  const payloads = ways.flatMap((way) => hosts.map((host) => way + host))

  test.each(payloads)('%j leads nowhere else', (to) => {
    const landed = safeReturn(to, origin)
    expect(landed).toMatch(/^\/(?![/\\])/)
    expect(new URL(landed, origin).origin).toBe(origin)
  })
})
