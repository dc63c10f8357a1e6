import { type ReactNode, useEffect, useId, useRef } from 'react'
import { isRequest } from '../../../client/groupsState.ts'
import type { Group, Profile } from '../../../client/types.ts'
import { isNamed } from '../groups.ts'
import { hasKeyboard } from '../keyboard.ts'
import * as texts from '../texts.ts'
import { blockActions, conversationActions } from './conversationActions.ts'
import { usePage } from './usePage.ts'
import { WithName } from './WithName.tsx'

type Person = Pick<Profile, 'uuid' | 'display_name'>

const isFocusLost = () => document.activeElement === document.body

/** Takes the focus, like the composer. When it disappears with the focus, the heading gets the focus. */
const Bar = ({ label, text, children }: { label: string; text: ReactNode; children: ReactNode }) => {
  const bar = useRef<HTMLElement>(null)
  const id = useId()
  useEffect(() => {
    const isTyping = document.activeElement?.matches('input, textarea') // it was blocked on another device
    if (isFocusLost() || (hasKeyboard() && !isTyping)) bar.current?.focus({ preventScroll: true })
    return () => {
      if (isFocusLost())
        document.querySelector<HTMLElement>('.pane-header h1')?.focus({ preventScroll: true })
    }
  }, [])
  return (
    <section ref={bar} className="composer closed" aria-label={label} aria-describedby={id} tabIndex={-1}>
      <p id={id}>{text}</p>
      <div className="actions">{children}</div>
    </section>
  )
}

/** The user accepts or declines a request here before they can write. */
const RequestBar = ({ id, person, messageUuid }: { id: string; person: Person; messageUuid: string }) => {
  const page = usePage()
  const { accept, decline } = conversationActions(page, id)
  const { block } = blockActions(page, person)
  const report = () => page.openDialog('report', { id, person, messageUuid })
  return (
    <Bar
      label={texts.messageRequest}
      text={<WithName text={texts.wantsToWrite} name={person.display_name} />}
    >
      <button type="button" className="primary" onClick={accept}>
        {texts.accept}
      </button>
      <button type="button" onClick={decline}>
        {texts.decline}
      </button>
      <button type="button" className="quiet destructive" onClick={() => block()}>
        {texts.block}
      </button>
      <button type="button" className="quiet destructive" onClick={report}>
        {texts.report}
      </button>
    </Bar>
  )
}

/** Who has added the user is in the log. */
const GroupRequestBar = ({ id, group }: { id: string; group: Group }) => {
  const page = usePage()
  const { accept, decline } = conversationActions(page, id)
  const { uuid: messageUuid, user_uuid: uuid, display_name } = group.last_message
  const report = () => page.openDialog('report', { id, person: { uuid, display_name }, messageUuid })
  return (
    <Bar label={texts.messageRequest} text={texts.groupRequest}>
      <button type="button" className="primary" onClick={accept}>
        {texts.accept}
      </button>
      <button type="button" onClick={decline}>
        {texts.decline}
      </button>
      <button
        type="button"
        className="quiet destructive"
        onClick={() => page.openDialog('leaveGroup', { id })}
      >
        {texts.leaveGroup}
      </button>
      <button type="button" className="quiet destructive" onClick={report}>
        {texts.report}
      </button>
    </Bar>
  )
}

const BlockedBar = ({ person }: { person: Person }) => {
  const { unblock } = blockActions(usePage(), person)
  return (
    <Bar label={texts.blocked} text={<WithName text={texts.youBlocked} name={person.display_name} />}>
      <button type="button" onClick={unblock}>
        {texts.unblock}
      </button>
    </Bar>
  )
}

type Props = { id: string; group: Group | undefined; person: Person }

/** Is shown instead of the composer while the user cannot write. */
export const ClosedComposer = ({ id, group, person }: Props) => {
  if (!group || !isRequest(group)) return <BlockedBar person={person} />
  if (isNamed(group)) return <GroupRequestBar id={id} group={group} />
  return <RequestBar id={id} person={person} messageUuid={group.last_message.uuid} />
}
