import { type ReactNode, useEffect, useRef } from 'react'
import * as texts from '../texts.ts'

type Props = {
  label: string
  children: ReactNode
  action: string
  onConfirm: () => void
  onCancel: () => void
}

/** Asks before something that cannot be undone. The focus is on the way back. */
export const Question = ({ label, children, action, onConfirm, onCancel }: Props) => {
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => cancel.current?.focus(), [])
  return (
    // biome-ignore lint/a11y/useSemanticElements: it has no fields
    <div role="group" aria-label={label} className="question">
      <p>{children}</p>
      <div className="actions">
        <button type="button" className="primary destructive small" onClick={onConfirm}>
          {action}
        </button>
        <button type="button" className="quiet small" ref={cancel} onClick={onCancel}>
          {texts.cancel}
        </button>
      </div>
    </div>
  )
}
