import { useEffect } from 'react'
import { hasKeyboard, isComposing, usePage } from '../focus.ts'
import { Link } from '../router.tsx'
import { Avatar } from './Avatar.tsx'
import { ConnectionState } from './ConnectionState.tsx'
import { Icon } from './Icon.tsx'

type Props = { name: string | undefined; handle: string | undefined }

/** With whom it is, and on a phone the way back. */
export const PaneHeader = ({ name, handle }: Props) => {
  // Where a keyboard is at hand, the composer takes the focus instead.
  const heading = usePage<HTMLHeadingElement>(name ?? 'Conversation', !hasKeyboard())
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return
      document.querySelector<HTMLElement>('.inbox [aria-current]')?.focus()
    }
    addEventListener('keydown', leave)
    return () => removeEventListener('keydown', leave)
  }, [])
  return (
    <>
      <header className="pane-header">
        <Link className="back" href="/messages" aria-label="Back to all messages">
          <Icon name="back" />
        </Link>
        {name && <Avatar name={name} handle={handle ?? ''} size={40} />}
        <h1 ref={heading} tabIndex={-1}>
          {name ? <bdi className="name">{name}</bdi> : <span className="visually-hidden">Conversation</span>}
          {handle && <span className="handle">@{handle}</span>}
        </h1>
      </header>
      <ConnectionState />
    </>
  )
}
