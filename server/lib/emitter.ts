export interface Emitter<T> {
  emit(event: T): void
  /** @returns a function that ends it */
  listen(listener: (event: T) => void): () => void
}

/** Tells whoever listens; a listener that throws does not keep others from hearing. */
export function createEmitter<T>(onError: (error: unknown) => void): Emitter<T> {
  const listeners = new Set<(event: T) => void>()
  return {
    emit(event) {
      for (const listener of [...listeners]) {
        try {
          listener(event)
        } catch (error) {
          onError(error)
        }
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
