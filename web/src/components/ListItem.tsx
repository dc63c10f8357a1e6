import type { ReactNode } from 'react'
import type { Group } from '../../../client/types.ts'
import { Avatar, GroupAvatar } from './Avatar.tsx'

type Props = {
  name: string
  handle: string
  /** Of a conversation. */
  group?: Group
  /** At the end of the first line, such as a time. */
  aside?: ReactNode
  /** The second line. */
  detail: ReactNode
  /** At the end of the second line. */
  badge?: ReactNode
}

/** The content of a row about a person or a conversation. */
export const ListItem = ({ name, handle, group, aside, detail, badge }: Props) => (
  <>
    {group ? <GroupAvatar group={group} /> : <Avatar name={name} handle={handle} />}
    <span className="summary">
      <span className="top">
        <bdi className="name">{name}</bdi>
        {aside}
      </span>
      <span className="bottom">
        {detail}
        {badge}
      </span>
    </span>
  </>
)
