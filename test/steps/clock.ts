import { AsyncLocalStorage } from 'node:async_hooks'

const standing = new AsyncLocalStorage<number>()
const { now } = Date
Date.now = () => standing.getStore() ?? now()

/** For this work, and for nothing beside it, the clock stands still: how slow a machine is decides nothing. */
export const at = <T>(time: number, work: () => T): T => standing.run(time, work)
