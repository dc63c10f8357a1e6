import { type KeyboardEvent, type RefObject, useDeferredValue } from 'react'
import * as texts from '../texts.ts'
import { EmojiSection } from './EmojiSection.tsx'
import { EmojiTabs } from './EmojiTabs.tsx'
import type { Emoji, EmojiGroup } from './emojiGroups.ts'
import { moveInGrid } from './moveInGrid.ts'
import type { RecentEmoji } from './recentEmoji.ts'
import { useTabStop } from './useTabStop.ts'

const noGroups: EmojiGroup[] = []

/** The emoji that an event is about. */
const optionOf = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[role=option]') : null

const emojiOf = (option: HTMLElement): RecentEmoji => ({
  emoji: option.textContent ?? '',
  name: option.ariaLabel ?? '',
})

const moveFocus = (list: HTMLElement, option: HTMLElement, key: string): boolean => {
  const sections = [...list.querySelectorAll<HTMLElement>('.emoji-section:not([hidden] *) > .emoji-cells')]
  const cells = option.parentElement as HTMLElement
  const columns = getComputedStyle(cells).gridTemplateColumns.split(' ').length
  const place = { group: sections.indexOf(cells), index: [...cells.children].indexOf(option) }
  const grid = { sizes: sections.map(({ childElementCount }) => childElementCount), columns }
  const next = moveInGrid(grid, place, key)
  const target = next && sections[next.group]?.children[next.index]
  if (target instanceof HTMLElement) target.focus()
  return next !== undefined
}

type Props = {
  list: RefObject<HTMLDivElement | null>
  field: RefObject<HTMLInputElement | null>
  groups: EmojiGroup[]
  recent: RecentEmoji[]
  /** What a search has found; undefined if there is no search. */
  found: Emoji[] | undefined
  tone: string
  selected: string | undefined
  onPick: (picked: RecentEmoji) => void
  onPoint: (pointed: RecentEmoji) => void
}

/** All emoji in groups, or those that a search has found. */
export const EmojiGrid = (props: Props) => {
  const { list, field, groups, recent, found, selected, onPick, onPoint } = props
  // So that the page can react in the meantime: there are 1,900.
  const shownGroups = useDeferredValue(groups, noGroups)
  const tone = useDeferredValue(props.tone)
  useTabStop(list, [shownGroups, found])

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { key, ctrlKey, metaKey, altKey, currentTarget } = event
    const option = optionOf(event.target)
    if (!option || ctrlKey || metaKey || altKey) return
    if (key === 'Enter' || key === ' ') onPick(emojiOf(option))
    else if (!moveFocus(currentTarget, option, key)) {
      if (key.length === 1) field.current?.focus() // to type there
      return
    }
    event.preventDefault()
  }

  const isSearch = found !== undefined
  return (
    <>
      <EmojiTabs list={list} groups={groups} hasRecent={recent.length > 0} isDisabled={isSearch} />
      <div
        ref={list}
        role="listbox"
        tabIndex={-1}
        aria-label={texts.emoji}
        className="emoji-list"
        onKeyDown={onKeyDown}
        onClick={({ target }) => {
          const option = optionOf(target)
          if (option) onPick(emojiOf(option))
        }}
        onPointerOver={({ target }) => {
          const option = optionOf(target)
          if (option) onPoint(emojiOf(option))
        }}
        onFocus={({ target }) => {
          const option = optionOf(target)
          if (option) onPoint(emojiOf(option))
        }}
      >
        {found && found.length > 0 && (
          <EmojiSection
            name={texts.emojiResults}
            emoji={found}
            tone={tone}
            selected={selected}
            className="results"
          />
        )}
        <div role="presentation" hidden={isSearch}>
          {recent.length > 0 && (
            <EmojiSection name={texts.recentEmoji} emoji={recent} tone="" selected={selected} />
          )}
          {shownGroups.map(({ name, emoji }) => (
            <EmojiSection key={name} name={name} emoji={emoji} tone={tone} selected={selected} />
          ))}
        </div>
      </div>
      {found?.length === 0 && (
        <p className="hint no-emoji" role="status">
          {texts.noEmojiFound}
        </p>
      )}
    </>
  )
}
