import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { SearchField } from '../components/SearchField.tsx'
import { hasKeyboard, isComposing } from '../keyboard.ts'
import * as texts from '../texts.ts'
import { EmojiFooter } from './EmojiFooter.tsx'
import { EmojiGrid } from './EmojiGrid.tsx'
import type { EmojiGroup } from './emojiGroups.ts'
import { emojiStorage } from './emojiStorage.ts'
import { addRecent, type RecentEmoji, readRecent } from './recentEmoji.ts'
import { searchEmoji } from './searchEmoji.ts'
import { readSkinTone, storeSkinTone, withSkinTone } from './skinTone.ts'

/** Enough to choose from. More would make typing slow on a slow phone. */
const maxFound = 100

type Props = {
  groups: EmojiGroup[]
  selected: string | undefined
  onPick: (emoji: string) => void
}

/** Searches for an emoji, or chooses one from the recent ones and the groups. */
export const EmojiPicker = ({ groups, selected, onPick }: Props) => {
  const [query, setQuery] = useState('')
  const [tone, setTone] = useState(() => readSkinTone(emojiStorage))
  const [recent] = useState(() => readRecent(emojiStorage))
  const [pointed, setPointed] = useState<RecentEmoji>()
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const shownQuery = useDeferredValue(query)
  const found = useMemo(() => searchEmoji(groups, shownQuery).slice(0, maxFound), [groups, shownQuery])

  // A phone's keyboard would cover most of the emoji.
  useEffect(() => {
    if (hasKeyboard()) field.current?.focus()
  }, [])

  const pick = (picked: RecentEmoji) => {
    addRecent(emojiStorage, picked)
    onPick(picked.emoji)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'ArrowDown')
      list.current?.querySelector<HTMLElement>('[role=option][tabindex="0"]')?.focus()
    else if (event.key === 'Enter') {
      const [best] = searchEmoji(groups, query)
      if (best) pick({ emoji: withSkinTone(best.emoji, tone), name: best.name })
    } else return
    event.preventDefault()
  }

  const isSearch = shownQuery.trim() !== ''
  return (
    <div className="emoji-picker">
      <SearchField
        field={field}
        text={query}
        onText={setQuery}
        type="text" // the browser would clear a search field on Escape, instead of closing the dialog
        aria-label={texts.searchEmoji}
        placeholder={texts.search}
        enterKeyHint="done"
        onKeyDown={onKeyDown}
      />
      <EmojiGrid
        list={list}
        field={field}
        groups={groups}
        recent={recent}
        found={isSearch ? found : undefined}
        tone={tone}
        selected={selected}
        onPick={pick}
        onPoint={setPointed}
      />
      <p className="visually-hidden" role="status">
        {isSearch && found.length > 0 && texts.emojiFound(found.length)}
      </p>
      <EmojiFooter
        pointed={pointed}
        tone={tone}
        onTone={(next) => {
          setTone(next)
          storeSkinTone(emojiStorage, next)
        }}
      />
    </div>
  )
}
