import { tryAgain } from '../sending.ts'
import type { Unsent } from '../state/conversation.ts'
import { wordsFor } from '../words.ts'
import { Bubble } from './Bubble.tsx'
import { Icon } from './Icon.tsx'

type Props = { id: string; unsent: Unsent; giveBack: (unsent: Unsent) => void }

export const UnsentMessage = ({ id, unsent, giveBack }: Props) => (
  <article className={unsent.code ? 'message own failed' : 'message own pending'}>
    <Bubble text={unsent.message} isOwn />
    {unsent.code ? (
      <div className="state" role="alert">
        <span>
          <Icon name="warning" /> Not sent. {wordsFor(unsent.code)}
        </span>
        <span className="beside">
          <button type="button" className="small" onClick={() => tryAgain(id)}>
            Try again
          </button>
          <button type="button" className="small quiet" onClick={() => giveBack(unsent)}>
            Take it back
          </button>
        </span>
      </div>
    ) : (
      <p className="state">Sending…</p>
    )}
  </article>
)
