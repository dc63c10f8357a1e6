import type { Conversation, Message } from '../../../client/types.ts'
import { QuickReactions } from '../emoji/QuickReactions.tsx'
import { useOwnUuid } from '../messengerContext.tsx'
import { useMenu } from './Menu.tsx'
import { reactionOf } from './messageRules.ts'
import { reactedBy } from './ReactionChips.tsx'

type Props = { conversation: Conversation; message: Message; anchor: HTMLElement; onClose: () => void }

/** At the top of the menu of a message: what one can react with, and who has reacted. */
export const MenuReactions = ({ conversation, message, anchor, onClose }: Props) => {
  const openMenu = useMenu()
  const ownUuid = useOwnUuid()
  const otherName = conversation.get().group?.display_name ?? ''
  const selected = reactionOf(message, ownUuid)
  const react = (emoji: string) => conversation.react(message.uuid, emoji === selected ? undefined : emoji)
  const pick = (emoji: string) => {
    onClose()
    react(emoji)
  }
  const openPicker = () => {
    onClose()
    const bubble = anchor.closest('article')?.querySelector<HTMLElement>('.bubble')
    openMenu(({ emojiPicker }) => emojiPicker({ selected, onPick: react }), { anchor: bubble ?? anchor })
  }
  return (
    <>
      <QuickReactions isInMenu selected={selected} onPick={pick} onMore={openPicker} />
      {message.reactions && message.reactions.length > 0 && (
        <p className="reacted">
          {message.reactions.map(({ emoji, user_uuids }) => (
            <span key={emoji}>
              {emoji} {reactedBy(user_uuids, ownUuid, otherName)}
            </span>
          ))}
        </p>
      )}
    </>
  )
}
