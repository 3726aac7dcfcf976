import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { base } from '../base.ts'
import { navigate } from '../router.ts'

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: string
}

/** A link to another page of the window. The browser keeps its own ways to open it elsewhere. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  function follow(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event)
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
    if (event.defaultPrevented || event.button !== 0 || elsewhere) return
    event.preventDefault()
    navigate(to)
  }
  return <a href={base + to} onClick={follow} {...rest} />
}
