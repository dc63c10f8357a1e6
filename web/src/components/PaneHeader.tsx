import type { Profile } from '../../../client/types.ts'
import { hasKeyboard } from '../keyboard.ts'
import { type OtherList, pathOf, searchAt, searchPath } from '../paths.ts'
import { Link, useQueryString } from '../router.tsx'
import { Avatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'
import { useMenu } from './Menu.tsx'
import { useConversationMenu } from './useConversationMenu.ts'
import { usePageHeading } from './usePageHeading.ts'

type Props = { id: string; list: OtherList | undefined; person: Profile | undefined }

/** The other person of the conversation, its menu and, on a phone, a link back to the list. */
export const PaneHeader = ({ id, list, person }: Props) => {
  const { display_name: name, handle } = person ?? {}
  // On a device with a keyboard, the composer takes the focus instead.
  const heading = usePageHeading<HTMLHeadingElement>(name ?? 'Conversation', !hasKeyboard())
  const search = searchAt(useQueryString())
  const openMenu = useMenu()
  const menuOf = useConversationMenu(false)
  return (
    <header className="pane-header">
      <Link
        className="back"
        href={search ? searchPath({ list, id }, search.query) : pathOf({ list })}
        aria-label={search ? 'Back to results' : 'Back to messages'}
        isBack={search !== undefined}
      >
        <Icon name="back" />
      </Link>
      {name && <Avatar name={name} handle={handle ?? ''} size={40} />}
      <h1 ref={heading} tabIndex={-1}>
        {name ? <bdi className="name">{name}</bdi> : <span className="visually-hidden">Conversation</span>}
        {handle && <span className="handle">@{handle}</span>}
      </h1>
      {name && (
        <button
          type="button"
          className="quiet icon-only"
          aria-label="More options"
          title="More options"
          aria-haspopup="menu"
          onClick={({ currentTarget }) => openMenu(menuOf(id, person), { anchor: currentTarget })}
        >
          <Icon name="more" />
        </button>
      )}
    </header>
  )
}
