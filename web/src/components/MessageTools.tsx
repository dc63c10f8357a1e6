import { memo } from 'react'
import type { Conversation, Message } from '../../../client/types.ts'
import * as texts from '../texts.ts'
import { startReply } from './composerActions.ts'
import { PathIcon } from './Icon.tsx'
import { useMenu } from './Menu.tsx'
import { menuIcons } from './menuIcons.ts'
import { reactionMenu } from './messageMenus.tsx'
import { useToast } from './Toast.tsx'

type Props = { conversation: Conversation; message: Message }

/** Beside a message under the pointer, on a wide screen. Keyboards and screen readers have the menu. */
export const MessageTools = memo(({ conversation, message }: Props) => {
  const openMenu = useMenu()
  const showToast = useToast()
  return (
    <span className="tools">
      <button
        type="button"
        className="quiet icon-only"
        aria-label={texts.react}
        title={texts.react}
        aria-haspopup="true"
        tabIndex={-1}
        onClick={({ currentTarget }) =>
          openMenu(() => reactionMenu(conversation, message), { anchor: currentTarget })
        }
      >
        <PathIcon path={menuIcons.smile} />
      </button>
      <button
        type="button"
        className="quiet icon-only"
        aria-label={texts.reply}
        title={texts.reply}
        tabIndex={-1}
        onClick={() => startReply(showToast, conversation, message.uuid)}
      >
        <PathIcon path={menuIcons.reply} />
      </button>
    </span>
  )
})
