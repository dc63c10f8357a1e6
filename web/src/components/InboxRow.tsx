import { memo } from 'react'
import type { Group } from '../../../client/types.ts'
import { Link } from '../router.tsx'
import { unreadText } from '../text.ts'
import { fullTime, shortTime } from '../time.ts'
import { Avatar } from './Avatar.tsx'

type Props = { group: Group; isOpen: boolean; now: Date }

export const InboxRow = memo(({ group, isOpen, now }: Props) => {
  const { uuid, display_name, handle, message, created_at, unread_count } = group
  // The open conversation shows its own count, and is read as soon as it is at its end: a badge here would only flash.
  const unread = isOpen ? 0 : unread_count
  return (
    <li>
      <Link
        className={unread > 0 ? 'row unread' : 'row'}
        href={`/messages/${uuid}`}
        aria-current={isOpen ? 'page' : undefined}
      >
        <Avatar name={display_name} handle={handle} />
        <span className="summary">
          <span className="top">
            <bdi className="name">{display_name}</bdi>
            <span className="handle">
              <span>@{handle}</span>
            </span>
            <time dateTime={created_at} title={fullTime(created_at)}>
              {shortTime(created_at, now)}
            </time>
          </span>
          <span className="bottom">
            <span className="preview" dir="auto">
              {message}
            </span>
            {unread > 0 && (
              <span className="badge">
                {unreadText(unread)}
                <span className="visually-hidden"> unread</span>
              </span>
            )}
          </span>
        </span>
      </Link>
    </li>
  )
})
