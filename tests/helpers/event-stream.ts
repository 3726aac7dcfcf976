/** Reads server-sent events one by one; `next` gives the text of one, undefined once the stream ended. */
export function eventStream(reply: Response) {
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader()
  let pending = ''
  const next = async (): Promise<string | undefined> => {
    for (;;) {
      const end = pending.indexOf('\n\n')
      if (end !== -1) {
        const block = pending.slice(0, end)
        pending = pending.slice(end + 2)
        return block
      }
      const chunk = await reader?.read()
      if (!chunk || chunk.done) return undefined
      pending += chunk.value
    }
  }
  return { next }
}
