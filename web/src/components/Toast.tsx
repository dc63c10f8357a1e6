import {
  createContext,
  type FocusEvent,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'

const lastsMs = 5000
const lastsWithActionMs = 10_000

export type ToastContent = { text: string; action?: { text: string; onSelect: () => void } }

export type ShowToast = (toast: ToastContent) => void

const ToastContext = createContext<ShowToast>(() => {})

/** Shows a short message for a few seconds, in place of the one before. */
export const useToast = () => useContext(ToastContext)

type Props = { toast: ToastContent; onClose: () => void }

const OpenToast = ({ toast: { text, action }, onClose }: Props) => {
  // It stays while the person is about to use it.
  const [isHeld, setHeld] = useState(false)
  const hasAction = action !== undefined
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(onClose, hasAction ? lastsWithActionMs : lastsMs)
    return () => clearTimeout(timer)
  }, [isHeld, hasAction, onClose])
  const hold = () => setHeld(true)
  const release = () => setHeld(false)
  const frame = useRef<HTMLDivElement>(null)
  const focused = useRef<EventTarget>(null)
  // It leaves the focus to where it was before.
  useLayoutEffect(
    () => () => {
      if (!frame.current?.contains(document.activeElement)) return
      if (focused.current instanceof HTMLElement) focused.current.focus({ preventScroll: true })
    },
    [],
  )
  const onFocus = ({ relatedTarget }: FocusEvent) => {
    focused.current = relatedTarget
    hold()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: they only keep it open
    <div
      ref={frame}
      className="toast"
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={onFocus}
      onBlur={release}
    >
      {text}
      {action && (
        <button
          type="button"
          className="quiet"
          onClick={() => {
            onClose()
            action.onSelect()
          }}
        >
          {action.text}
        </button>
      )}
    </div>
  )
}

export const ToastProvider = ({ children }: { children: ReactNode }) => {
  const [shown, setShown] = useState<{ toast: ToastContent; key: number }>()
  const [show, close] = useMemo(() => {
    let key = 0
    const showToast = (toast: ToastContent) => {
      key += 1
      setShown({ toast, key })
    }
    return [showToast, () => setShown(undefined)]
  }, [])
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status">
        {shown && <OpenToast key={shown.key} toast={shown.toast} onClose={close} />}
      </div>
    </ToastContext>
  )
}
