import { type ReactNode, useEffect, useRef } from 'react'

interface PageProps {
  title: string
  /** Stands beside the heading. */
  actions?: ReactNode
  /** Stands above the heading: where this page belongs. */
  above?: ReactNode
  /** Stands before the heading: the logo of an app. */
  before?: ReactNode
  lead?: ReactNode
  children: ReactNode
}

let firstPage = true

/** A page has one heading; it takes the focus when the page was reached by a link. */
export function Page({ title, actions, above, before, lead, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    document.title = `${title} · SxncD`
  }, [title])

  useEffect(() => {
    if (!firstPage) {
      heading.current?.focus({ preventScroll: true })
      window.scrollTo(0, 0)
    }
    firstPage = false
  }, [])

  return (
    <main id="main" className="page">
      {above}
      <header className="page-head">
        {before}
        <div className="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <div className="lead">{lead}</div>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </main>
  )
}
