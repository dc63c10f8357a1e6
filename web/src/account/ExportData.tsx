import { useEffect, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { createExports } from '../../../client/exports.ts'
import { platformOf } from '../../../client/platform.ts'
import type { Export } from '../../../client/types.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { PathIcon } from '../components/Icon.tsx'
import { menuIcons } from '../components/menuIcons.ts'
import { errorMessage } from '../errorMessages.ts'
import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { dateAndTime } from '../time.ts'
import { useStore } from '../useStore.ts'

const Files = ({ files, created_at, expires_at }: Export) => (
  <>
    <ul className="files">
      {files.map(({ name, bytes, url }) => (
        <li key={name}>
          <a href={url} rel="noreferrer" download={name}>
            <PathIcon path={menuIcons.download} />
            <span className="visually-hidden">{texts.download} </span>
            <span className="file">{name}</span> {/* the space is for screen readers */}
            <span className="hint">{texts.fileSize(bytes)}</span>
          </a>
        </li>
      ))}
    </ul>
    <p className="hint">{texts.exportReady(dateAndTime(created_at), dateAndTime(expires_at))}</p>
  </>
)

/** The user's data as files. What is being prepared is asked for as long as this is on the screen. */
export const ExportData = () => {
  const { api } = useMessenger()
  const [store] = useState(() => createExports(api, platformOf({})))
  const { exports, isLoaded, isStarting, error } = useStore(store)
  const [failure, setFailure] = useState('')
  useEffect(() => store.open(), [store])

  const [newest] = exports
  const ready = exports.find(({ state }) => state === 'ready')
  const isRunning = newest?.state === 'running'

  const start = async () => {
    if (isStarting) return
    setFailure('')
    try {
      await store.start()
    } catch (cause) {
      const { code } = messengerErrorOf(cause)
      setFailure(code === 'too_many_requests' ? texts.exportLimit : errorMessage(code))
    }
  }

  const action = () => {
    if (newest?.state === 'failed') return texts.tryAgain
    return ready ? texts.exportAgain : texts.exportData
  }

  return (
    <section aria-labelledby="export-data">
      <h3 id="export-data">{texts.yourData}</h3>
      <p className="hint">{texts.exportHint}</p>
      <div role="status">
        {!isLoaded && !error && <p className="hint">{texts.loading}</p>}
        {isRunning && (
          <p className="running">
            <span className="spinner" aria-hidden="true" /> <span>{texts.exportRunning}</span>
          </p>
        )}
        {newest?.state === 'failed' && <p className="error">{texts.exportFailed}</p>}
        {ready && <Files {...ready} />}
      </div>
      {error && !isLoaded && <ErrorNotice code={error.code} onRetry={store.load} />}
      {isLoaded && !isRunning && (
        // Not disabled while it is busy, because it would lose the focus.
        <button type="button" aria-disabled={isStarting} onClick={start}>
          {isStarting ? texts.pleaseWait : action()}
        </button>
      )}
      <p className="error" role="alert">
        {failure}
      </p>
    </section>
  )
}
