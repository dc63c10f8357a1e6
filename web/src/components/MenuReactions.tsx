import type { Conversation, Message } from '../../../client/types.ts'
import { QuickReactions } from '../emoji/QuickReactions.tsx'
import { useOwnUuid } from '../messengerContext.tsx'
import { useReactors } from '../namedGroups/useReactors.ts'
import { useMenu } from './Menu.tsx'
import { reactionOf } from './messageRules.ts'

type Props = { conversation: Conversation; message: Message; anchor: HTMLElement; onClose: () => void }

/** At the top of the menu of a message: what one can react with, and who has reacted. */
export const MenuReactions = ({ conversation, message, anchor, onClose }: Props) => {
  const openMenu = useMenu()
  const ownUuid = useOwnUuid()
  const { reactions = [] } = message
  const namesOf = useReactors(
    conversation,
    reactions.flatMap(({ user_uuids }) => user_uuids),
  )
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
      {reactions.length > 0 && (
        <p className="reacted">
          {reactions.map(({ emoji, user_uuids }) => (
            <span key={emoji}>
              {emoji} {namesOf(user_uuids)}
            </span>
          ))}
        </p>
      )}
    </>
  )
}
