import { expect, test } from '@jest/globals'
import { createStore, setView } from '../../../client/store.ts'
import { until } from '../../../client/until.ts'

test('listeners are called after a change, not on subscribing, and no longer after they have unsubscribed', () => {
  const store = createStore(1)
  const seen: number[] = []
  const unsubscribe = store.subscribe(() => seen.push(store.get()))
  store.set(2)
  store.set(2)
  unsubscribe()
  store.set(3)
  expect(seen).toEqual([2])
})

test('a listener that throws does not stop the others, and its error is not lost', () => {
  const store = createStore(1)
  const seen: number[] = []
  const tasks: (() => void)[] = []
  const { queueMicrotask } = globalThis
  globalThis.queueMicrotask = (task) => tasks.push(task)
  store.subscribe(() => {
    throw new Error('a bug of the program')
  })
  store.subscribe(() => seen.push(store.get()))
  store.set(2)
  globalThis.queueMicrotask = queueMicrotask
  expect(seen).toEqual([2])
  expect(tasks).toHaveLength(1)
  expect(tasks[0]).toThrow('a bug of the program')
})

test('a snapshot with equal fields stays the same object, and an array with the same items, too', () => {
  const item = { name: 'one' }
  const store = createStore({ items: [item], count: 1 })
  const first = store.get()
  setView(store, { items: [item], count: 1 })
  expect(store.get()).toBe(first)
  setView(store, { items: [item], count: 2 })
  expect(store.get()).toEqual({ items: [item], count: 2 })
  expect(store.get().items).toBe(first.items)
})

test('until waits for a value', async () => {
  const store = createStore(1)
  const waiting = until(store, (value) => value === 3)
  store.set(2)
  store.set(3)
  store.set(4)
  expect(await waiting).toBe(3)
  expect(await until(store, (value) => value === 4)).toBe(4)
})
