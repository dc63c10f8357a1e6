import type { KeyboardEvent } from 'react'
import { isComposing } from '../keyboard.ts'

/* The keys that move between the field of the list and its rows. */

export const moveBetweenRows = (event: KeyboardEvent<HTMLElement>) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || event.altKey) return
  const rows = [...event.currentTarget.querySelectorAll('a')]
  const index = rows.indexOf(document.activeElement as HTMLAnchorElement)
  // Above the first row is the search field.
  const next = rows[index + step] ?? (index === 0 && document.querySelector<HTMLElement>('.sidebar input'))
  if (!next) return
  event.preventDefault()
  next.focus()
}

export const moveFromSearch = (
  event: KeyboardEvent<HTMLElement>,
  query: string,
  onQuery: (query: string) => void,
) => {
  if (isComposing(event.nativeEvent)) return
  const firstRow = event.currentTarget.closest('.sidebar')?.querySelector<HTMLElement>('.inbox a')
  if (event.key === 'ArrowDown') firstRow?.focus()
  else if (event.key === 'Enter' && query) firstRow?.click()
  // In an empty field, Escape moves the focus to the list, as elsewhere on the page.
  else if (event.key === 'Escape' && query) onQuery('')
  else return
  event.preventDefault()
}
