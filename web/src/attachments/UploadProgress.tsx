import { useEffect, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { createStore } from '../../../client/store.ts'
import type { Attachments, Conversation, OutboxItem, UploadState } from '../../../client/types.ts'
import { Icon } from '../components/Icon.tsx'
import { removeUnsent } from '../components/removeUnsent.ts'
import { usePage } from '../components/usePage.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { shareOf } from './uploadShare.ts'

const noUploads = createStore<ReadonlyMap<string, UploadState>>(new Map())

/** How much of the pictures of a message is uploaded, with a button that cancels the message. */
export const UploadProgress = ({ item, conversation }: { item: OutboxItem; conversation: Conversation }) => {
  const page = usePage()
  const { messenger } = page
  const [attachments, setAttachments] = useState<Attachments>()
  useEffect(() => {
    messenger.attachments().then(setAttachments, messengerErrorOf)
  }, [messenger])
  const share = useStore(attachments?.uploads ?? noUploads, (uploads) =>
    Math.round(shareOf(item.attachments ?? [], uploads) * 100),
  )
  const isUploading = item.state === 'sending'
  return (
    <div className="upload">
      <span
        role="progressbar"
        aria-label={texts.uploading}
        aria-valuenow={share}
        className={isUploading ? 'ring' : 'ring is-waiting'}
        style={{ '--share': `${share}%` } as React.CSSProperties}
      />
      <button
        type="button"
        className="icon-only"
        aria-label={texts.cancelUpload}
        title={texts.cancelUpload}
        onClick={() => removeUnsent(page, conversation, item)}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}
