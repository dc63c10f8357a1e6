import { connection } from '../live.ts'
import { tryAgain } from '../sending.ts'
import type { Unsent } from '../state/conversation.ts'
import { useStore } from '../store.ts'
import { wordsFor } from '../words.ts'
import { Bubble } from './Bubble.tsx'
import { Icon } from './Icon.tsx'

type Props = { id: string; unsent: Unsent; giveBack: (unsent: Unsent) => void }

const wordsOf = (code: string, isOffline: boolean): string => {
  if (code !== 'unreachable') return `Not sent. ${wordsFor(code)}`
  return isOffline ? 'Waiting for the network' : "Not sent yet. Can't reach Cruddur."
}

/** A message that nobody could take is only late: what the server has refused is wrong. */
export const UnsentMessage = ({ id, unsent, giveBack }: Props) => {
  const { code } = unsent
  const isOffline = useStore(connection, (state) => state === 'offline')
  const isRefused = code !== undefined && code !== 'unreachable'
  return (
    <article className={isRefused ? 'message own failed' : 'message own pending'}>
      <Bubble text={unsent.message} isOwn />
      {code ? (
        <div className="state">
          <span role={isRefused ? 'alert' : 'status'}>
            {isRefused && <Icon name="warning" />} {wordsOf(code, isOffline)}
          </span>
          <span className="beside">
            {!(isOffline && !isRefused) && (
              <button type="button" className="small" onClick={() => tryAgain(id)}>
                Try again
              </button>
            )}
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
}
