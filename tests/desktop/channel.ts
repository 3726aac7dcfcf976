/** What one side asks the other: named calls, answered with structured clones. */
// biome-ignore lint/suspicious/noExplicitAny: each call has its own arguments
export type Calls = Record<string, (...args: any[]) => unknown>

export interface Channel<Mine, Theirs> {
  ask<K extends keyof Theirs & string>(
    name: K,
    ...args: Theirs[K] extends (...args: infer A) => unknown ? A : never
  ): Promise<Theirs[K] extends (...args: never[]) => infer R ? Awaited<R> : never>
  /** Says how calls of the other side are answered. */
  answer(handlers: Partial<Mine>): void
  /** No more answers will come. */
  end(): void
}

interface Message {
  readonly id: number
  readonly name?: string
  readonly args?: unknown[]
  readonly value?: unknown
  readonly problem?: string
}

/** @param post brings a message to the other side, as a structured clone */
export function createChannel<Mine, Theirs>(
  post: (message: object) => void,
  listen: (take: (message: unknown) => void) => void,
): Channel<Mine, Theirs> {
  const handlers = new Map<string, (...args: unknown[]) => unknown>()
  const waiting = new Map<number, (message: Message) => void>()
  let last = 0
  let ended = false

  const answerTo = async ({ id, name = '', args = [] }: Message) => {
    try {
      const handle = handlers.get(name)
      if (!handle) throw new Error(`nobody answers ${name}`)
      const value = await handle(...args)
      if (!ended) post({ id, value })
    } catch (error) {
      if (!ended) post({ id, problem: error instanceof Error ? error.message : String(error) })
    }
  }
  listen((taken) => {
    const message = taken as Message
    if (message.name !== undefined) return void answerTo(message)
    waiting.get(message.id)?.(message)
    waiting.delete(message.id)
  })
  return {
    ask(name, ...args) {
      last += 1
      const id = last
      return new Promise((done, fail) => {
        if (ended) return fail(new Error(`${name}: the program has ended`))
        waiting.set(id, ({ value, problem }) =>
          problem === undefined ? done(value as never) : fail(new Error(problem)),
        )
        post({ id, name, args })
      })
    },
    answer(more) {
      for (const [name, handle] of Object.entries(more)) handlers.set(name, handle as never)
    },
    end() {
      ended = true
      for (const [id, settle] of waiting) settle({ id, problem: 'the program has ended' })
      waiting.clear()
    },
  }
}
