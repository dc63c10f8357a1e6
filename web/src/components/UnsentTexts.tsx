import type { Conversation } from '../../../client/types.ts'
import { isBlank } from '../text.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { useToast } from './Toast.tsx'
import { copy } from './useCopy.ts'

/** What the user has written in a conversation to which they do not belong any more. */
export const UnsentTexts = ({ conversation }: { conversation: Conversation }) => {
  const { draft, outbox } = useStore(conversation)
  const showToast = useToast()
  const written = [...outbox.map(({ text }) => text), draft].filter((text) => !isBlank(text))
  if (written.length === 0) return null
  return (
    <section className="unsent-texts" aria-labelledby="unsent-texts">
      <h2 id="unsent-texts">{texts.notSentHere}</h2>
      <p className="text" dir="auto">
        {written.join('\n')}
      </p>
      <div className="actions">
        <button type="button" onClick={() => copy(showToast, written.join('\n'))}>
          {texts.copyText}
        </button>
        <button type="button" className="quiet destructive" onClick={() => conversation.discard()}>
          {texts.discard}
        </button>
      </div>
    </section>
  )
}
