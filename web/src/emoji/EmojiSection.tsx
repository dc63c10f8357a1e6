import { type CSSProperties, memo, useId } from 'react'
import { classNames } from '../classNames.ts'
import type { RecentEmoji } from './recentEmoji.ts'
import { withSkinTone } from './skinTone.ts'

type Props = {
  name: string
  emoji: RecentEmoji[]
  tone: string
  selected: string | undefined
  className?: string
}

/** A group of emoji. The grid around it handles keys and clicks, and decides which emoji is the tab stop. */
export const EmojiSection = memo(({ name, emoji, tone, selected, className }: Props) => {
  const id = useId()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be in a list box
    <div
      role="group"
      aria-labelledby={id}
      className={classNames('emoji-section', className)}
      style={{ '--count': emoji.length } as CSSProperties}
    >
      <div id={id} className="section" aria-hidden="true">
        {name}
      </div>
      <div className="emoji-cells" role="presentation">
        {emoji.map((each) => {
          const shown = withSkinTone(each.emoji, tone)
          return (
            <div
              key={each.emoji}
              role="option"
              tabIndex={-1}
              aria-selected={shown === selected}
              aria-label={each.name}
            >
              {shown}
            </div>
          )
        })}
      </div>
    </div>
  )
})
