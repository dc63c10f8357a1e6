const mostRemembered = 10_000

/** Whether it is time again: for each name once in so long, as far as this process can tell. Nothing of it is stored. */
export const createPace = (everyMs: number) => {
  const lastAt = new Map<string, number>()
  return (name: string, now: number): boolean => {
    const last = lastAt.get(name)
    if (last !== undefined && now - last < everyMs) return false
    if (lastAt.size >= mostRemembered) lastAt.clear()
    lastAt.set(name, now)
    return true
  }
}
