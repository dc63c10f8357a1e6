import { memo } from 'react'
import type { Group } from '../../../client/types.ts'
import { classNames } from '../classNames.ts'
import { isMuted, isNamed } from '../groups.ts'
import { useMessenger, useOwnUuid } from '../messengerContext.tsx'
import { type OtherList, pathOf } from '../paths.ts'
import { Link } from '../router.tsx'
import { isBlank, unreadText } from '../text.ts'
import * as texts from '../texts.ts'
import { fullTime } from '../time.ts'
import { useStore } from '../useStore.ts'
import { Icon } from './Icon.tsx'
import { ListItem } from './ListItem.tsx'
import { useMenu } from './Menu.tsx'
import { useConversationMenu } from './useConversationMenu.ts'
import { useLaterCode } from './useLoadedLater.ts'
import { useMenuTrigger } from './useMenuTrigger.ts'

const maxPreviewLength = 200

type PreviewProps = { group: Group; draft: string; isTyping: boolean; isHidden: boolean | undefined }

/** The last message. One by a blocked person is hidden. */
const LastMessage = ({ group, isHidden }: Pick<PreviewProps, 'group' | 'isHidden'>) => {
  const { user_uuid, display_name, deleted_at, event, attachment_count } = group.last_message
  const ownUuid = useOwnUuid()
  const later = useLaterCode()
  const isOwn = user_uuid === ownUuid
  if (isHidden) return texts.fromBlockedPerson
  if (isHidden === undefined && !isOwn) return null
  if (deleted_at) return isOwn ? texts.youDeletedMessage : texts.messageDeleted
  const { message } = group
  if (event) return later?.eventText({ event, message, user_uuid, display_name }, ownUuid) ?? message
  const text =
    attachment_count && later ? <later.RowPhotos count={attachment_count} text={message} /> : message
  if (isOwn || !isNamed(group)) return text
  return (
    <>
      <bdi>{texts.senderPrefix(display_name)}</bdi>
      {text}
    </>
  )
}

const Preview = ({ group, draft, isTyping, isHidden }: PreviewProps) => {
  const { user_uuid, deleted_at, event } = group.last_message
  const isOwn = user_uuid === useOwnUuid()
  const isSubdued = !draft && (isHidden || deleted_at !== undefined)
  if (isTyping) {
    return (
      <span className="preview is-typing">
        {texts.typing}
        <span className="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      </span>
    )
  }
  return (
    <span className="preview">
      {draft ? (
        <span className="is-draft">{texts.draftPrefix}</span>
      ) : (
        isOwn && !isSubdued && !event && <span>{texts.ownPrefix}</span>
      )}
      <span className={classNames('text', isSubdued && 'is-deleted')} dir="auto">
        {draft || <LastMessage group={group} isHidden={isHidden} />}
      </span>
    </span>
  )
}

type Props = {
  group: Group
  list: OtherList | undefined
  isOpen: boolean
  time: string
  /** The last message is by somebody whom the user blocks; undefined until that is known. */
  isHidden: boolean | undefined
}

/** It is rendered again only when something that it shows has changed: a list can have hundreds. */
export const InboxRow = memo(({ group, list, isOpen, time, isHidden }: Props) => {
  const { uuid, display_name, handle, created_at, unread_count, is_marked_unread } = group
  const person = { uuid: group.user_uuid ?? group.uuid, display_name }
  const messenger = useMessenger()
  // The draft of the open conversation is in the composer.
  const draft = useStore(messenger.drafts, (drafts) => (isOpen ? '' : (drafts.get(uuid) ?? '')))
  const isTyping = useStore(messenger.typing, (typing) => typing.has(uuid))
  const openMenu = useMenu()
  const menuOf = useConversationMenu(true)
  const trigger = useMenuTrigger(() => menuOf(uuid, person))
  // The open conversation shows its own count, and is read as soon as it is at its end: a badge here would only flash.
  const unread = isOpen ? 0 : unread_count
  const isMarked = is_marked_unread && !isOpen
  const isUnread = unread > 0 || isMarked
  return (
    <li className="row-frame" {...trigger}>
      <Link
        className={classNames('row', isUnread && 'unread', isMuted(group) && 'is-muted')}
        href={pathOf({ list, id: uuid })}
        title={handle ? `@${handle}` : display_name}
        aria-current={isOpen ? 'page' : undefined}
      >
        <ListItem
          name={display_name}
          handle={handle}
          group={group}
          aside={
            <time dateTime={created_at} title={fullTime(created_at)}>
              {time}
            </time>
          }
          detail={
            <Preview
              group={group}
              draft={isBlank(draft) ? '' : draft.slice(0, maxPreviewLength)}
              isTyping={isTyping}
              isHidden={isHidden}
            />
          }
          badge={
            <>
              {isMuted(group) && <Icon name="bellOff" label={texts.muted} />}
              {isUnread && (
                <span className={unread > 0 ? 'badge' : 'badge dot'}>
                  {unread > 0 && unreadText(unread)}
                  <span className="visually-hidden"> {texts.unread}</span>
                </span>
              )}
            </>
          }
        />
      </Link>
      <button
        type="button"
        className="quiet icon-only row-menu"
        tabIndex={-1} // the menu key opens the same menu
        aria-label={texts.optionsFor(display_name)}
        aria-haspopup="menu"
        onClick={(event) => openMenu(menuOf(uuid, person), { anchor: event.currentTarget })}
      >
        <Icon name="more" />
      </button>
    </li>
  )
})
