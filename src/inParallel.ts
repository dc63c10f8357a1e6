/** Awaits `work` for every item, at most `maxConcurrent` at a time. Takes an item only when there is room for it. */
export const inParallel = async <T>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<unknown>,
  maxConcurrent = 20,
) => {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: maxConcurrent }, async () => {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) await work(next.value)
    }),
  )
}

/** The items up to the time when `isTimeUp`, at least one, and whether some are left out. */
export const until = <T>(items: AsyncIterable<T>, isTimeUp: () => boolean) => {
  let isCut = false
  async function* first() {
    let isFirst = true
    for await (const item of items) {
      isCut = !isFirst && isTimeUp()
      if (isCut) return
      isFirst = false
      yield item
    }
  }
  return { items: first(), isCut: () => isCut }
}
