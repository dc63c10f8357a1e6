import { useEffect } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Conversation, LocalAttachment } from '../../../client/types.ts'
import { Icon } from '../components/Icon.tsx'
import { usePageDialog } from '../components/PageDialogs.tsx'
import { editingIn } from '../editing.ts'
import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { useLocalAddress } from './localPictures.ts'
import { useDroppedPhotos } from './useDroppedPhotos.ts'

const focusField = () => document.querySelector<HTMLElement>('.composer textarea')?.focus()

type Props = {
  attachment: LocalAttachment
  place: string
  onRemove: () => void
  onDescribe: () => void
}

const Thumbnail = ({ attachment, place, onRemove, onDescribe }: Props) => {
  const { id, alt, bytes } = attachment
  const isReady = bytes > 0
  const address = useLocalAddress(useMessenger(), isReady ? id : undefined)
  return (
    <li className={isReady ? 'thumbnail' : 'thumbnail is-preparing'}>
      {address ? (
        <img src={address} alt={alt || `${texts.photo} ${place}`} decoding="async" draggable={false} />
      ) : (
        <span className="visually-hidden" role="status">
          {isReady ? texts.photo : texts.preparingPhoto}
        </span>
      )}
      <button
        type="button"
        className="remove icon-only"
        aria-label={`${texts.removePhoto} ${place}`}
        title={texts.removePhoto}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
      {isReady && (
        <button
          type="button"
          className="describe"
          aria-label={`${texts.alt}: ${alt ? texts.changeDescription : texts.describePhoto} ${place}`}
          title={alt || texts.describePhoto}
          aria-haspopup="dialog"
          onClick={onDescribe}
        >
          {alt && <Icon name="check" />}
          {texts.alt}
        </button>
      )}
    </li>
  )
}

/** The pictures of the draft, above the field of the composer. Files can be pasted, and dropped anywhere on the page. */
export const PhotoTray = ({ conversation }: { conversation: Conversation }) => {
  const attachments = useStore(conversation, (state) => state.draftAttachments)
  const messenger = useMessenger()
  // It removes what an earlier page has left.
  useEffect(() => {
    messenger.attachments().catch(messengerErrorOf)
  }, [messenger])
  const isEditing = useStore(editingIn(conversation)) !== undefined
  const openDialog = usePageDialog()
  const isDragging = useDroppedPhotos(conversation)
  const remove = (id: string) => {
    conversation.setDraftAttachments(attachments.filter((one) => one.id !== id))
    focusField()
  }
  return (
    <>
      {isDragging && (
        <div className="drop-hint" aria-hidden="true">
          {texts.dropPhotos}
        </div>
      )}
      {attachments.length > 0 && !isEditing && (
        <ul className="photo-tray" aria-label={texts.photosToSend}>
          {attachments.map((attachment, index) => (
            <Thumbnail
              key={attachment.id}
              attachment={attachment}
              place={attachments.length > 1 ? String(index + 1) : ''}
              onRemove={() => remove(attachment.id)}
              onDescribe={() =>
                openDialog('describePhoto', {
                  id: conversation.get().uuid ?? '',
                  attachmentId: attachment.id,
                })
              }
            />
          ))}
        </ul>
      )}
    </>
  )
}
