/** A message, and how far its top edge is above the top edge of the log. */
export type ScrollPosition = { uuid: string; offset: number }

// A position in pixels alone would be wrong as soon as older messages are loaded or the window is resized.
const scrollPositions = new Map<string, ScrollPosition>()

export const getScrollPosition = (id: string): ScrollPosition | undefined => scrollPositions.get(id)

/** A conversation that is scrolled to its end has no position: it opens at the end anyway. */
export const saveScrollPosition = (id: string, position: ScrollPosition | undefined) => {
  if (position) scrollPositions.set(id, position)
  else scrollPositions.delete(id)
}
