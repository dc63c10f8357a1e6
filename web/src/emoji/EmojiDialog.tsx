import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Dialog } from '../components/Dialog.tsx'
import { placeMenu } from '../components/placeMenu.ts'
import { useToast } from '../components/Toast.tsx'
import { showLoadError } from '../components/useLoadedLater.ts'
import * as texts from '../texts.ts'
import { useIsNarrow } from '../useIsNarrow.ts'
import { EmojiPicker } from './EmojiPicker.tsx'
import type { EmojiGroup } from './emojiGroups.ts'
import { loadEmoji } from './loadEmoji.ts'

type Props = {
  anchor: HTMLElement
  selected?: string | undefined
  onPick: (emoji: string) => void
  onClose: () => void
}

/** The dialog of the picker: beside its anchor, or a sheet at the bottom of a narrow screen. It loads the data of the picker. */
export const EmojiDialog = ({ anchor, selected, onPick, onClose }: Props) => {
  const [groups, setGroups] = useState<EmojiGroup[]>()
  const content = useRef<HTMLDivElement>(null)
  const isNarrow = useIsNarrow()
  const showToast = useToast()

  useEffect(() => {
    let isOpen = true
    loadEmoji().then(
      (loaded) => isOpen && setGroups(loaded),
      () => {
        if (!isOpen) return
        onClose()
        showLoadError(showToast)
      },
    )
    return () => {
      isOpen = false
    }
  }, [onClose, showToast])

  // After the layout effect of the dialog, which opens it.
  useLayoutEffect(() => {
    const dialog = content.current?.closest('dialog')
    if (!dialog) return
    const place = () => (isNarrow ? dialog.removeAttribute('style') : placeMenu(dialog, anchor, undefined))
    place()
    addEventListener('resize', place)
    return () => removeEventListener('resize', place)
  }, [anchor, isNarrow])

  const pick = (emoji: string) => {
    flushSync(onClose) // an open dialog keeps the focus from the rest of the page
    onPick(emoji)
  }

  return (
    <Dialog title={texts.emoji} onClose={onClose} className="emoji-dialog">
      <div ref={content} className="content" tabIndex={-1} data-autofocus>
        {groups ? (
          <EmojiPicker groups={groups} selected={selected} onPick={pick} />
        ) : (
          <p className="hint searching" role="status">
            {texts.loading}
          </p>
        )}
      </div>
    </Dialog>
  )
}
