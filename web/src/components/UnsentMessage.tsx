import { errorMessage } from '../errorMessages.ts'
import { connection } from '../live.ts'
import { tryAgain } from '../sending.ts'
import type { Unsent } from '../state/conversation.ts'
import { useStore } from '../store.ts'
import { Bubble } from './Bubble.tsx'
import { Icon } from './Icon.tsx'

type Props = { id: string; unsent: Unsent; onEdit: (unsent: Unsent) => void }

const statusText = (code: string, isOffline: boolean): string => {
  if (code !== 'unreachable') return `Not sent. ${errorMessage(code)}`
  return isOffline ? 'Waiting for network…' : "Not sent yet. Can't reach Cruddur."
}

/** A message on its way to the server. One that could not reach the server is pending; one that the server refused has failed. */
export const UnsentMessage = ({ id, unsent, onEdit }: Props) => {
  const { code } = unsent
  const isOffline = useStore(connection, (state) => state === 'offline')
  const isRefused = code !== undefined && code !== 'unreachable'
  return (
    <article className={isRefused ? 'message own failed' : 'message own pending'}>
      <Bubble text={unsent.message} isOwn />
      {code ? (
        <div className="state">
          <span role={isRefused ? 'alert' : 'status'}>
            {isRefused && <Icon name="warning" />} {statusText(code, isOffline)}
          </span>
          <span className="actions">
            {!(isOffline && !isRefused) && (
              <button type="button" className="small" onClick={() => tryAgain(id)}>
                Try again
              </button>
            )}
            <button type="button" className="small quiet" onClick={() => onEdit(unsent)}>
              Edit
            </button>
          </span>
        </div>
      ) : (
        <p className="state">Sending…</p>
      )}
    </article>
  )
}
