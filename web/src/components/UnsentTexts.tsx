import type { Conversation } from '../../../client/types.ts'
import { textWithPhotos } from '../attachments/photoText.ts'
import { isBlank } from '../text.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { useToast } from './Toast.tsx'
import { copy } from './useCopy.ts'

/** What the user has written in a conversation to which they do not belong any more. */
export const UnsentTexts = ({ conversation }: { conversation: Conversation }) => {
  const { draft, draftAttachments, outbox } = useStore(conversation)
  const showToast = useToast()
  const written = [...outbox.map(({ text }) => text), draft].filter((text) => !isBlank(text))
  const unsentPhotos = [...outbox.flatMap(({ attachments = [] }) => attachments), ...draftAttachments]
  if (written.length + unsentPhotos.length === 0) return null
  return (
    <section className="unsent-texts" aria-labelledby="unsent-texts">
      <h2 id="unsent-texts">{texts.notSentHere}</h2>
      <p className="text" dir="auto">
        {[...written, textWithPhotos('', unsentPhotos.length)].filter(Boolean).join('\n')}
      </p>
      <div className="actions">
        {written.length > 0 && (
          <button type="button" onClick={() => copy(showToast, written.join('\n'))}>
            {texts.copyText}
          </button>
        )}
        <button type="button" className="quiet destructive" onClick={() => conversation.discard()}>
          {texts.discard}
        </button>
      </div>
    </section>
  )
}
