/** Runs work that shares a name one after the other; work of other names runs beside it. */
export class Mutex {
  readonly #tails = new Map<string, Promise<unknown>>()

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(name)
    const result = before ? before.then(work, work) : work()
    this.#tails.set(name, result)
    const done = () => {
      if (this.#tails.get(name) === result) this.#tails.delete(name)
    }
    result.then(done, done)
    return result
  }

  /** Resolves when no work is left. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.allSettled(this.#tails.values())
  }

  /** Of all work that is under way. */
  get names(): Iterable<string> {
    return this.#tails.keys()
  }

  isBusy(name: string): boolean {
    return this.#tails.has(name)
  }
}
