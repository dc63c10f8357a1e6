import type { MessengerStorage } from '../../client/types.ts'

/** Stored for the browser and not for a user, so that it stays after signing out. */
export type Appearance = 'system' | 'light' | 'dark'

const name = 'cruddur.appearance'
const barColors = { light: '#fbfaf8', dark: '#16141c' } // --ground in tokens.css

export const readAppearance = (storage: MessengerStorage): Appearance => {
  const stored = storage.getItem(name)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export const storeAppearance = (storage: MessengerStorage, appearance: Appearance) => {
  if (appearance === 'system') storage.removeItem(name)
  else storage.setItem(name, appearance)
}

/** Colours the page, and the bars that a phone shows around it. */
export const applyAppearance = (appearance: Appearance) => {
  const { dataset } = document.documentElement
  if (appearance === 'system') delete dataset.appearance
  else dataset.appearance = appearance
  for (const scheme of ['light', 'dark'] as const) {
    const bar = document.querySelector<HTMLMetaElement>(`meta[name="theme-color"][media*="${scheme}"]`)
    if (bar) bar.content = barColors[appearance === 'system' ? scheme : appearance]
  }
}
