import { expect, test } from 'vitest'
import { createStreamLimit } from '../../../server/events/stream-limit.ts'
import { HubError } from '../../../server/lib/errors.ts'

const tooMany = new HubError('too_many_streams', { seconds: 60 })

test('an account has so many streams, and one that ends makes room', () => {
  const limit = createStreamLimit({ ofAccount: 3, inAll: 100 })
  const [end] = [1, 2, 3].map(() => limit.take('ada'))
  expect(() => limit.take('ada')).toThrow(tooMany)
  limit.take('grace')
  end?.()
  limit.take('ada')
  expect(() => limit.take('ada')).toThrow(tooMany)
})

test('however many others have, an account gets its first; in all there are no more than twice', () => {
  const limit = createStreamLimit({ ofAccount: 5, inAll: 10 })
  for (const id of ['ada', 'grace']) for (let i = 0; i < 5; i += 1) limit.take(id)
  for (let i = 0; i < 10; i += 1) {
    limit.take(`late ${i}`)
    expect(() => limit.take(`late ${i}`)).toThrow(tooMany)
  }
  expect(() => limit.take('one more')).toThrow(tooMany)
})
