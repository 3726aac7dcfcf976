import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { asApiError } from '../api/api-error.ts'

/** Something that a person starts and the hub does: whether it is under way, and how it failed. */
export function useAction<Arguments extends unknown[]>(
  run: (...given: Arguments) => Promise<unknown>,
) {
  const mutation = useMutation({ mutationFn: (given: Arguments) => run(...given) })
  const running = useRef(false)

  /** @returns whether it succeeded; false also where it is under way already */
  async function start(...given: Arguments): Promise<boolean> {
    if (running.current) return false
    running.current = true
    return mutation
      .mutateAsync(given)
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        running.current = false
      })
  }

  return {
    start,
    busy: mutation.isPending,
    error: mutation.error ? asApiError(mutation.error) : undefined,
    clear: mutation.reset,
  }
}
