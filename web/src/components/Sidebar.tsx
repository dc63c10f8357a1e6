import { type KeyboardEvent, useRef, useState } from 'react'
import { isComposing } from '../keyboard.ts'
import { Account } from './Account.tsx'
import { Icon } from './Icon.tsx'
import { InboxList } from './InboxList.tsx'
import { usePageDialog } from './PageDialogs.tsx'
import { SearchField } from './SearchField.tsx'
import { usePageHeading } from './usePageHeading.ts'

type Props = { query: string; onQuery: (query: string) => void }

/** The field that searches the list below it. */
const ListSearch = ({ query, onQuery }: Props) => {
  const field = useRef<HTMLInputElement>(null)

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (isComposing(event.nativeEvent)) return
    const firstRow = event.currentTarget.closest('.sidebar')?.querySelector<HTMLElement>('.inbox a')
    if (event.key === 'ArrowDown') firstRow?.focus()
    else if (event.key === 'Enter' && query) firstRow?.click()
    // In an empty field, Escape moves the focus to the list, as elsewhere on the page.
    else if (event.key === 'Escape' && query) onQuery('')
    else return
    event.preventDefault()
  }

  return (
    <search>
      <SearchField
        field={field}
        text={query}
        onText={onQuery}
        aria-label="Search"
        placeholder="Search"
        onKeyDown={onKeyDown}
      />
    </search>
  )
}

export const Sidebar = ({ openId }: { openId: string | undefined }) => {
  const heading = usePageHeading<HTMLHeadingElement>(openId ? undefined : 'Messages', !openId)
  const [query, setQuery] = useState('')
  const openDialog = usePageDialog()
  const Heading = openId ? 'h2' : 'h1' // an open conversation has the h1
  return (
    <section className="sidebar" aria-labelledby="messages-heading">
      <header>
        <Heading id="messages-heading" ref={heading} tabIndex={-1}>
          Messages
        </Heading>
        <button
          type="button"
          className="quiet icon-only"
          aria-label="New message"
          title="New message"
          onClick={() => openDialog('newMessage')}
        >
          <Icon name="compose" />
        </button>
      </header>
      <ListSearch query={query} onQuery={setQuery} />
      <InboxList openId={openId} query={query} onOpened={() => setQuery('')} />
      <Account />
    </section>
  )
}
