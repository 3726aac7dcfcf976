import { expect, test, vi } from 'vitest'
import { testHub } from '../../helpers/hub.ts'

test('refusals without end leave a few lines, and their number', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { hub, logged } = await testHub({ environment: { LOG_LEVEL: 'info' } })
    const ask = async (times: number) => {
      for (let at = 0; at < times; at += 1) await hub.app.inject('/api/v1/nothing')
    }
    const lines = () => logged.filter((line) => line.includes('refused'))
    await ask(200)
    expect(lines()).toHaveLength(30)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(JSON.parse(lines()[30] ?? '')).toMatchObject({
      msg: 'refused 170 more requests',
      statuses: { 404: 170 },
    })
    await ask(40)
    expect(lines()).toHaveLength(61)
    await hub.close()
    expect(lines()[61]).toContain('refused 10 more')
  } finally {
    vi.useRealTimers()
  }
})
