import { useState } from 'react'
import * as texts from '../texts.ts'
import type { RecentEmoji } from './recentEmoji.ts'
import { skinTones } from './skinTone.ts'

type Props = {
  pointed: RecentEmoji | undefined
  tone: string
  onTone: (tone: string) => void
}

/** Shows the name of an emoji, and chooses the skin tone. */
export const EmojiFooter = ({ pointed, tone, onTone }: Props) => {
  const [isChoosing, setChoosing] = useState(false)
  const toneName = texts.skinTones[skinTones.indexOf(tone)] ?? texts.skinTones[0]
  return (
    <div className="emoji-footer">
      {isChoosing ? (
        <fieldset className="emoji-tones" aria-label={texts.skinTone}>
          {skinTones.map((each, index) => (
            <label key={each}>
              <input
                type="radio"
                name="skin-tone"
                aria-label={texts.skinTones[index]}
                checked={each === tone}
                onChange={() => onTone(each)}
              />
              <span aria-hidden="true">✋{each}</span>
            </label>
          ))}
        </fieldset>
      ) : (
        <p className="emoji-name" aria-hidden="true">
          {pointed && (
            <>
              <span>{pointed.emoji}</span> {pointed.name}
            </>
          )}
        </p>
      )}
      <button
        type="button"
        className="quiet"
        aria-label={texts.skinToneIs(toneName)}
        aria-expanded={isChoosing}
        onClick={() => setChoosing(!isChoosing)}
      >
        ✋{tone}
      </button>
    </div>
  )
}
