import type { KeyboardEvent } from 'react'
import * as texts from '../texts.ts'
import { emojiStorage } from './emojiStorage.ts'
import { type RecentEmoji, readRecent } from './recentEmoji.ts'
import { readSkinTone, withSkinTone } from './skinTone.ts'

const usual: RecentEmoji[] = ['👍', '❤️', '😂', '😮', '😢', '🙏'].map((emoji, index) => ({
  emoji,
  name: texts.quickReactionNames[index] ?? '',
}))

/** The recent emoji and then the usual ones: six together, with the selected one among them. */
const listReactions = (selected: string | undefined): RecentEmoji[] => {
  const tone = readSkinTone(emojiStorage)
  const toned = usual.map(({ emoji, name }) => ({ emoji: withSkinTone(emoji, tone), name }))
  const all = new Map([...readRecent(emojiStorage), ...toned].map((each) => [each.emoji, each]))
  const first = [...all.values()].slice(0, usual.length)
  if (!selected || first.some(({ emoji }) => emoji === selected)) return first
  return [all.get(selected) ?? { emoji: selected, name: '' }, ...first.slice(0, -1)]
}

const moveFocus = (event: KeyboardEvent<HTMLElement>) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const current = buttons.indexOf(document.activeElement as HTMLButtonElement)
  buttons[(current + step + buttons.length) % buttons.length]?.focus()
}

type Props = {
  selected?: string | undefined
  onPick: (emoji: string) => void
  /** Opens the picker. */
  onMore: () => void
  /** The buttons are then items of that menu. */
  isInMenu?: boolean
}

/** A row of six reactions, and a button for all others. */
export const QuickReactions = ({ selected, onPick, onMore, isInMenu = false }: Props) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be in a menu
  <div className="quick-reactions" role="group" aria-label={texts.reactions} onKeyDown={moveFocus}>
    {listReactions(selected).map(({ emoji, name }) => (
      <button
        key={emoji}
        type="button"
        className="quiet"
        aria-label={texts.reactWith(`${emoji} ${name}`.trim())}
        {...(isInMenu
          ? { role: 'menuitemradio', 'aria-checked': emoji === selected, tabIndex: -1 }
          : { 'aria-pressed': emoji === selected })}
        onClick={() => onPick(emoji)}
      >
        {emoji}
      </button>
    ))}
    <button
      type="button"
      className="quiet"
      aria-label={texts.moreReactions}
      aria-haspopup="dialog"
      {...(isInMenu && { role: 'menuitem', tabIndex: -1 })}
      onClick={onMore}
    >
      +
    </button>
  </div>
)
