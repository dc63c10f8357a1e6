import { useEffect } from 'react'
import { hasKeyboard, isComposing } from '../keyboard.ts'
import { Link } from '../router.tsx'
import { Avatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'
import { usePageHeading } from './usePageHeading.ts'

type Props = { name: string | undefined; handle: string | undefined }

/** The other person of the conversation and, on a phone, a link back to the list. */
export const PaneHeader = ({ name, handle }: Props) => {
  // On a device with a keyboard, the composer takes the focus instead.
  const heading = usePageHeading<HTMLHeadingElement>(name ?? 'Conversation', !hasKeyboard())
  useEffect(() => {
    const focusInbox = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return
      document.querySelector<HTMLElement>('.inbox [aria-current]')?.focus()
    }
    addEventListener('keydown', focusInbox)
    return () => removeEventListener('keydown', focusInbox)
  }, [])
  return (
    <header className="pane-header">
      <Link className="back" href="/messages" aria-label="Back to messages">
        <Icon name="back" />
      </Link>
      {name && <Avatar name={name} handle={handle ?? ''} size={40} />}
      <h1 ref={heading} tabIndex={-1}>
        {name ? <bdi className="name">{name}</bdi> : <span className="visually-hidden">Conversation</span>}
        {handle && <span className="handle">@{handle}</span>}
      </h1>
    </header>
  )
}
