import type { ButtonHTMLAttributes } from 'react'
import { useOwnUuid } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { PathIcon } from './Icon.tsx'
import { menuIcons } from './menuIcons.ts'
import { useCopyOwnLink } from './useCopy.ts'

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** Closes the dialog that the button is in: the confirmation is on the page. */
  onClose?: () => void
}

export const CopyOwnLink = ({ onClose, ...button }: Props) => {
  const copyLink = useCopyOwnLink()
  const isKnown = useOwnUuid() !== undefined
  return (
    <button
      type="button"
      {...button}
      disabled={!isKnown}
      onClick={() => {
        onClose?.()
        copyLink()
      }}
    >
      <PathIcon path={menuIcons.link} /> {texts.copyOwnLink}
    </button>
  )
}
