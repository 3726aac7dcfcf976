import { useRef, useState } from 'react'
import { type ApiError, asApiError } from '../api/api-error.ts'

/** Something that a person starts and the hub does: whether it is under way, and how it failed. */
export function useAction<Arguments extends unknown[]>(
  run: (...given: Arguments) => Promise<unknown>,
) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError>()
  const running = useRef(false)

  async function start(...given: Arguments): Promise<boolean> {
    if (running.current) return false
    running.current = true
    setBusy(true)
    setError(undefined)
    try {
      await run(...given)
      return true
    } catch (failure) {
      setError(asApiError(failure))
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }

  return { start, busy, error, clear: () => setError(undefined) }
}
