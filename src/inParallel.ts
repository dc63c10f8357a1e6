/** Does the work for every item, so many at a time, and takes the next only when there is room: however many come, memory stays flat. */
export const inParallel = async <T>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<unknown>,
  atOnce = 20,
) => {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) await work(next.value)
    }),
  )
}
