import { useRef, useState } from 'react'
import type { OtherList } from '../paths.ts'
import { Link } from '../router.tsx'
import * as texts from '../texts.ts'
import { Account } from './Account.tsx'
import { Icon } from './Icon.tsx'
import { InboxList } from './InboxList.tsx'
import { useMenu } from './Menu.tsx'
import { usePageDialog } from './PageDialogs.tsx'
import { SearchField } from './SearchField.tsx'
import { useLaterCode } from './useLoadedLater.ts'
import { usePageHeading } from './usePageHeading.ts'

type SearchProps = { query: string; onQuery: (query: string) => void }

/** The field that searches the list below it. */
const ListSearch = ({ query, onQuery }: SearchProps) => {
  const field = useRef<HTMLInputElement>(null)

  const later = useLaterCode()
  return (
    <search>
      <SearchField
        field={field}
        text={query}
        onText={onQuery}
        aria-label={texts.search}
        placeholder={texts.search}
        onKeyDown={(event) => later?.moveFromSearch(event, query, onQuery)}
      />
    </search>
  )
}

const Actions = () => {
  const openDialog = usePageDialog()
  const openMenu = useMenu()
  return (
    <>
      <button
        type="button"
        className="quiet icon-only"
        aria-label={texts.moreLists}
        title={texts.moreLists}
        aria-haspopup="menu"
        onClick={({ currentTarget }) => openMenu(({ listsMenu }) => listsMenu(), { anchor: currentTarget })}
      >
        <Icon name="more" />
      </button>
      <button
        type="button"
        className="quiet icon-only"
        aria-label={texts.newMessage}
        title={texts.newMessage}
        onClick={() => openDialog('newMessage')}
      >
        <Icon name="compose" />
      </button>
    </>
  )
}

const titles = { request: texts.messageRequests, archived: texts.archived, blocked: texts.blocked }

type Props = { list: OtherList | undefined; openId: string | undefined }

export const Sidebar = ({ list, openId }: Props) => {
  const title = list ? titles[list] : texts.messages
  const heading = usePageHeading<HTMLHeadingElement>(openId ? undefined : title, !openId)
  const [query, setQuery] = useState('')
  const later = useLaterCode()
  const Heading = openId ? 'h2' : 'h1' // an open conversation has the h1
  return (
    <section className="sidebar" aria-labelledby="messages-heading">
      <header>
        {list && (
          <Link className="back" href="/messages" aria-label={texts.backToMessages}>
            <Icon name="back" />
          </Link>
        )}
        <Heading id="messages-heading" ref={heading} tabIndex={-1}>
          {title}
        </Heading>
        {!list && <Actions />}
      </header>
      {!list && <ListSearch query={query} onQuery={setQuery} />}
      {later && query.trim() !== '' ? (
        <later.FoundList query={query} openId={openId} onOpened={() => setQuery('')} />
      ) : (
        <InboxList list={list} openId={openId} />
      )}
      <Account />
    </section>
  )
}
