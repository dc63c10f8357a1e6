import { editingIn } from '../editing.ts'
import { isNamed } from '../groups.ts'
import * as texts from '../texts.ts'
import type { AboutMessage } from './PageDialogs.tsx'
import { usePage } from './usePage.ts'
import { WithName } from './WithName.tsx'

type Props = { onClose: () => void; about: AboutMessage }

export const DeleteQuestion = ({ onClose, about: { id, person, messageUuid } }: Props) => {
  const { messenger } = usePage()
  const remove = () => {
    const conversation = messenger.conversation(id)
    const editing = editingIn(conversation)
    if (editing.get()?.uuid === messageUuid) editing.set(undefined)
    if (messageUuid) conversation.delete(messageUuid)
    onClose()
  }
  return (
    <>
      <p>
        {isNamed(messenger.conversation(id).get().group) ? (
          texts.deleteInGroupHint
        ) : (
          <WithName text={texts.deleteMessageHint} name={person.display_name} />
        )}
      </p>
      <div className="actions">
        <button type="button" className="primary destructive" onClick={remove}>
          {texts.deleteForEverybody}
        </button>
        {/* Has the focus, because a key that is held down in the menu must not delete. */}
        <button type="button" className="quiet" data-autofocus onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </>
  )
}
