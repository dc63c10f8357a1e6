import type { Group, Profile } from '../../../client/types.ts'
import { isRequest } from '../groups.ts'
import { blockActions, conversationActions } from './conversationActions.ts'
import { usePage } from './usePage.ts'

type Person = Pick<Profile, 'uuid' | 'display_name'>

/** A request is answered before one can write. */
const RequestBar = ({ id, person, messageUuid }: { id: string; person: Person; messageUuid: string }) => {
  const page = usePage()
  const { accept, decline } = conversationActions(page, id)
  const { block } = blockActions(page, person)
  const report = () => page.openDialog('report', { id, person, messageUuid })
  return (
    <section className="composer closed" aria-label="Message request">
      <p>
        <bdi>{person.display_name}</bdi> wants to write to you. They can't see that you've read this.
      </p>
      <div className="actions">
        <button type="button" className="primary" onClick={accept}>
          Accept
        </button>
        <button type="button" onClick={decline}>
          Decline
        </button>
        <button type="button" className="quiet destructive" onClick={block}>
          Block
        </button>
        <button type="button" className="quiet destructive" onClick={report}>
          Report…
        </button>
      </div>
    </section>
  )
}

const BlockedBar = ({ person }: { person: Person }) => {
  const { unblock } = blockActions(usePage(), person)
  return (
    <section className="composer closed" aria-label="Blocked">
      <p>
        You blocked <bdi>{person.display_name}</bdi>.
      </p>
      <div className="actions">
        <button type="button" onClick={unblock}>
          Unblock
        </button>
      </div>
    </section>
  )
}

type Props = { id: string; group: Group | undefined; person: Person }

/** What is in the place of the composer while the person cannot write. */
export const ClosedComposer = ({ id, group, person }: Props) =>
  group && isRequest(group) ? (
    <RequestBar id={id} person={person} messageUuid={group.last_message.uuid} />
  ) : (
    <BlockedBar person={person} />
  )
