import { editingIn } from '../editing.ts'
import type { AboutMessage } from './PageDialogs.tsx'
import { usePage } from './usePage.ts'

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
        It is deleted for everybody: <bdi>{person.display_name}</bdi> can't read it any more either. This
        can't be undone.
      </p>
      <div className="actions">
        <button type="button" className="primary destructive" onClick={remove}>
          Delete for everybody
        </button>
        {/* Has the focus, because a key that is held down in the menu must not delete. */}
        <button type="button" className="quiet" data-autofocus onClick={onClose}>
          Cancel
        </button>
      </div>
    </>
  )
}
