import type { ReactNode } from 'react'

interface FormProps {
  /** What sending it does; the page stays. */
  onSubmit: () => Promise<unknown>
  children: ReactNode
}

/** A form whose fields the browser checks. */
export function Form({ onSubmit, children }: FormProps) {
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        void onSubmit()
      }}
    >
      {children}
    </form>
  )
}
