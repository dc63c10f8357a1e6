/** Where somebody has scrolled to: a message, and how far its upper edge is above that of the screen. */
export type Scrolled = { uuid: string; offset: number }

// For as long as the tab lives. Pixels alone would be wrong as soon as older messages come, or the window changes.
const scrolledTo = new Map<string, Scrolled>()

export const readScrolled = (id: string): Scrolled | undefined => scrolledTo.get(id)

/** Nothing is kept of a conversation that is at its end: there it opens anyway. */
export const keepScrolled = (id: string, scrolled: Scrolled | undefined) => {
  if (scrolled) scrolledTo.set(id, scrolled)
  else scrolledTo.delete(id)
}
