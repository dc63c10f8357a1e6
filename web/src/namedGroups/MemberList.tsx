import { useMemo, useRef, useState } from 'react'
import type { ConversationState, Member, Profile } from '../../../client/types.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { useMessenger, useOwnUuid } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { addError } from './addError.ts'
import { MemberItem } from './MemberItem.tsx'
import { namedGroupsOf } from './namedGroupsOf.ts'
import { PeopleField } from './PeopleField.tsx'
import { useMembers } from './useMembers.ts'

type Props = { groupUuid: string; state: ConversationState }

/** The members of a group. Every member can add people, and the owner can remove them. */
export const MemberList = ({ groupUuid, state }: Props) => {
  const groups = namedGroupsOf(useMessenger())
  const ownUuid = useOwnUuid()
  const { members, isLoaded, error, load } = useMembers(groupUuid)
  const [status, setStatus] = useState('')
  const [failure, setFailure] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)
  const excluded = useMemo(() => members.map(({ uuid }) => uuid), [members])
  const isOwner = members.some(({ uuid, is_owner }) => is_owner && uuid === ownUuid)

  const change = async (work: Promise<void>, name: string, done: string) => {
    setStatus('')
    setFailure('')
    await work.then(
      () => setStatus(done),
      (cause) => setFailure(addError(cause, name)),
    )
  }

  const add = ({ uuid, display_name }: Profile) =>
    change(groups.addMember(groupUuid, uuid), display_name, texts.personAdded(display_name))

  const remove = ({ uuid, display_name }: Member) => {
    heading.current?.focus() // the row disappears, and the focus with it
    change(groups.removeMember(groupUuid, uuid), display_name, texts.personRemoved(display_name))
  }

  return (
    <section className="members" aria-labelledby="members-heading">
      <h3 id="members-heading" ref={heading} tabIndex={-1}>
        {texts.memberCount(members.length || (state.group?.member_count ?? 0))}
      </h3>
      {!isLoaded && !error && <p className="hint">{texts.loading}</p>}
      {error && <ErrorNotice code={error.code} onRetry={load} />}
      {isLoaded && (
        <details
          className="add-people"
          onToggle={({ currentTarget }) =>
            currentTarget.open && currentTarget.querySelector('input')?.focus()
          }
        >
          <summary>{texts.addPeople}</summary>
          <PeopleField label={texts.addPeople} excluded={excluded} onChoose={add} />
        </details>
      )}
      <p className="hint" role="status">
        {status}
      </p>
      <p className="error" role="alert">
        {failure}
      </p>
      <ul aria-labelledby="members-heading">
        {members.map((member) => (
          <MemberItem
            key={member.uuid}
            member={member}
            state={state}
            isOwn={member.uuid === ownUuid}
            canRemove={isOwner && member.uuid !== ownUuid}
            onRemove={remove}
          />
        ))}
      </ul>
    </section>
  )
}
