import { useRef, useState } from 'react'
import type { ConversationState, Member } from '../../../client/types.ts'
import { Avatar } from '../components/Avatar.tsx'
import { WithName } from '../components/WithName.tsx'
import * as texts from '../texts.ts'
import { dateAndTime } from '../time.ts'
import { Question } from './Question.tsx'
import { readText } from './readText.ts'

type Props = {
  member: Member
  state: ConversationState
  isOwn: boolean
  canRemove: boolean
  onRemove: (member: Member) => void
}

/** A member with their role, since when they are in the group, and how far they have read. */
export const MemberItem = ({ member, state, isOwn, canRemove, onRemove }: Props) => {
  const { display_name, handle, is_owner, joined_at } = member
  const [isAsking, setAsking] = useState(false)
  const row = useRef<HTMLLIElement>(null)

  const cancel = () => {
    setAsking(false)
    requestAnimationFrame(() => row.current?.querySelector('button')?.focus())
  }

  return (
    <li ref={row}>
      <Avatar name={display_name} handle={handle} size={36} />
      <span className="person">
        <span className="who">
          <bdi className="name">{display_name}</bdi>
          {isOwn && <span className="handle">{texts.yourself}</span>}
          {is_owner && <span className="role">{texts.owner}</span>}
        </span>
        <span className="handle">@{handle}</span>
        <span className="hint">
          {texts.joined(dateAndTime(joined_at))}
          {!isOwn && <br />}
          {!isOwn && readText(member, state)}
        </span>
      </span>
      {canRemove && !isAsking && (
        <button
          type="button"
          className="small"
          aria-label={texts.removePerson(display_name)}
          onClick={() => setAsking(true)}
        >
          {texts.remove}
        </button>
      )}
      {canRemove && isAsking && (
        <Question
          label={texts.removePerson(display_name)}
          action={texts.remove}
          onConfirm={() => onRemove(member)}
          onCancel={cancel}
        >
          <WithName text={texts.removeQuestion} name={display_name} />
        </Question>
      )}
    </li>
  )
}
