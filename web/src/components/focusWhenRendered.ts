const maxFrames = 10

export const articleOf = (log: HTMLElement, uuid: string) =>
  log.querySelector<HTMLElement>(`article[data-uuid="${uuid}"]`)

/** A message that the virtual list has just rendered is hidden until it is measured, and cannot have the focus before. */
export const focusWhenRendered = (log: HTMLElement, uuid: string, framesLeft = maxFrames) => {
  const article = articleOf(log, uuid)
  article?.focus({ preventScroll: true })
  if (document.activeElement === article || framesLeft === 0) return
  requestAnimationFrame(() => focusWhenRendered(log, uuid, framesLeft - 1))
}
