import { expect, test } from 'vitest'
import { figure } from '../../../helpers/figures.ts'
import { refused, withThe } from './lies.ts'
import { startLyingProvider } from './lying-provider.ts'
import { signInAt } from './sign-in-at.ts'

test('a provider that tells the truth gets its person in', async () => {
  const liar = await startLyingProvider()
  expect(await signInAt(liar)).toEqual({ issuer: liar.issuer, subject: 'ada-1', label: 'ada' })
  expect(liar.asked.map(({ path }) => path)).toEqual([
    '/.well-known/openid-configuration',
    '/token',
    '/jwks',
    '/userinfo',
  ])
})

test('what the token says of a name saves a question', async () => {
  const liar = await startLyingProvider({ claims: withThe({ email: 'ada@example.com' }) })
  expect((await signInAt(liar)).label).toBe('ada@example.com')
  expect(liar.asked.map(({ path }) => path)).not.toContain('/userinfo')
})

test.each(refused)('refused: %s', async (_, lies) => {
  figure('a lying OpenID provider: lies in documents, keys and tokens', 1)
  const liar = await startLyingProvider(lies)
  const problem = await signInAt(liar).catch((error: unknown) => error)
  expect(problem).toMatchObject({ name: 'SignInProblem', code: 'provider_refused' })
  expect((problem as Error).message).not.toMatch(/canary|a-client-secret|ada-1|eyJ/)
})
