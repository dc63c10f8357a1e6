import { readFileSync } from 'node:fs'

const content = readFileSync(new URL('../seed/pictures/seating-plan.png', import.meta.url))

/** A small picture, and what a client announces of it. */
export const demoPicture = {
  content,
  content_type: 'image/png',
  bytes: content.length,
  width: 800,
  height: 600,
}
