import type { Group, Profile } from '../../../client/types.ts'
import { isNamed } from '../groups.ts'
import { hasKeyboard } from '../keyboard.ts'
import { type OtherList, pathOf, searchAt } from '../paths.ts'
import { Link, useQueryString } from '../router.tsx'
import * as texts from '../texts.ts'
import { Avatar, GroupAvatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'
import { useMenu } from './Menu.tsx'
import { usePageDialog } from './PageDialogs.tsx'
import { useConversationMenu } from './useConversationMenu.ts'
import { useLaterCode } from './useLoadedLater.ts'
import { usePageHeading } from './usePageHeading.ts'

type Props = {
  id: string
  list: OtherList | undefined
  person: Profile | undefined
  group: Group | undefined
}

/** The other person of the conversation, its menu and, on a phone, a link back to the list. */
export const PaneHeader = ({ id, list, person, group }: Props) => {
  const { display_name: name, handle } = person ?? {}
  // On a device with a keyboard, the composer takes the focus instead.
  const heading = usePageHeading<HTMLHeadingElement>(name ?? texts.conversation, !hasKeyboard())
  const later = useLaterCode()
  const search = searchAt(useQueryString())
  const openMenu = useMenu()
  const openDialog = usePageDialog()
  const menuOf = useConversationMenu(false)
  return (
    <header className="pane-header">
      {search && later ? (
        <later.BackToResults list={list} id={id} query={search.query} />
      ) : (
        <Link className="back" href={pathOf({ list })} aria-label={texts.backToMessages}>
          <Icon name="back" />
        </Link>
      )}
      {group ? (
        <GroupAvatar group={group} size={40} />
      ) : (
        name && <Avatar name={name} handle={handle ?? ''} size={40} />
      )}
      <div className="title">
        <h1 ref={heading} tabIndex={-1}>
          {name ? (
            <bdi className="name">{name}</bdi>
          ) : (
            <span className="visually-hidden">{texts.conversation}</span>
          )}
          {handle && <span className="handle">@{handle}</span>}
        </h1>
        {isNamed(group) && (
          <button type="button" className="members-link quiet" onClick={() => openDialog('group', { id })}>
            {texts.memberCount(group?.member_count ?? 0)}
          </button>
        )}
      </div>
      {name && (
        <button
          type="button"
          className="quiet icon-only"
          aria-label={texts.options}
          title={texts.options}
          aria-haspopup="menu"
          onClick={({ currentTarget }) => openMenu(menuOf(id, person), { anchor: currentTarget })}
        >
          <Icon name="more" />
        </button>
      )}
    </header>
  )
}
