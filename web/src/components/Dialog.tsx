import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { classNames } from '../classNames.ts'
import * as texts from '../texts.ts'
import { Icon } from './Icon.tsx'

type Props = {
  title: string
  onClose: () => void
  className?: string
  children: ReactNode
}

/** Returns a function that selects what is selected now in the focused field, because Chrome only returns the focus to it. */
const keepSelection = () => {
  const field = document.activeElement
  if (!(field instanceof HTMLTextAreaElement)) return () => {}
  const { selectionStart, selectionEnd } = field
  return () => {
    if (document.activeElement === field) field.setSelectionRange(selectionStart, selectionEnd)
  }
}

const isOnBackdrop = (dialog: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }) => {
  const { left, right, top, bottom } = dialog.getBoundingClientRect()
  return clientX < left || clientX > right || clientY < top || clientY > bottom
}

/**
 * A modal dialog, open as long as it is rendered, which focuses the element with `data-autofocus`. The browser keeps the rest of
 * the page inert, closes the dialog with Escape, and returns the focus to where it was.
 */
export const Dialog = ({ title, onClose, className, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()

  // As a layout effect, it closes the dialog before React removes it: only then does the browser return the focus.
  useLayoutEffect(() => {
    const { current } = dialog
    const restoreSelection = keepSelection()
    current?.showModal()
    current?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    // The browser's Back changes the page behind the dialog. An event that is not trusted is a redirect of the page's own.
    const onPopState = ({ isTrusted }: Event) => isTrusted && current?.close()
    addEventListener('popstate', onPopState)
    return () => {
      removeEventListener('popstate', onPopState)
      current?.close()
      restoreSelection()
    }
  }, [])

  return (
    <dialog
      ref={dialog}
      className={classNames('dialog', className)}
      aria-labelledby={id}
      // Now, before the person goes on writing.
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      // The event comes later: in the development build, React has opened the dialog again by then.
      onClose={({ currentTarget }) => !currentTarget.open && onClose()}
      onClick={(event) => {
        if (event.target === event.currentTarget && isOnBackdrop(event.currentTarget, event)) onClose()
      }}
      // The keys of the page must not act behind the dialog.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="quiet icon-only" aria-label={texts.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  )
}
