import { type DragEvent, useRef, useState } from 'react'

const carriesFile = (event: DragEvent) => event.dataTransfer.types.includes('Files')

/** Makes an element a place to drop files on; `over` says that one hovers there. */
export function useFileDrop(onFiles: (files: readonly File[]) => void) {
  const [over, setOver] = useState(false)
  // Entering a child comes before leaving its parent, so the two are counted.
  const depth = useRef(0)

  return {
    over,
    handlers: {
      onDragEnter(event: DragEvent) {
        if (!carriesFile(event)) return
        depth.current += 1
        setOver(true)
      },
      onDragOver(event: DragEvent) {
        if (carriesFile(event)) event.preventDefault()
      },
      onDragLeave(event: DragEvent) {
        if (!carriesFile(event)) return
        depth.current = Math.max(0, depth.current - 1)
        if (depth.current === 0) setOver(false)
      },
      onDrop(event: DragEvent) {
        event.preventDefault()
        depth.current = 0
        setOver(false)
        onFiles([...event.dataTransfer.files])
      },
    },
  }
}
