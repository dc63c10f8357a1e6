import type { Page } from 'playwright-core'
import { eventually } from './processes.ts'

/** Options of a window whose service worker is not blocked. */
export const withWorker = { serviceWorkers: 'allow' } as const

/** Waits until the service worker of the page has stored its build, and answers the requests of the page. */
export const hasWorker = (page: Page) =>
  page.evaluate(`navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ??
    new Promise((resolve) => { navigator.serviceWorker.oncontrollerchange = resolve })).then(() => {})`)

/** The addresses of what the worker has stored, by the name of the cache. */
export const storedByWorker = (page: Page): Promise<Record<string, string[]>> =>
  page.evaluate(`caches.keys().then(async (names) => Object.fromEntries(await Promise.all(names.map(async (name) =>
    [name, (await (await caches.open(name)).keys()).map(({ url }) => url)]))))`)

/** Waits until the worker has stored only one build, whose page has this script. */
export const hasStored = (page: Page, entry: string) =>
  eventually(
    () => storedByWorker(page),
    (stored) => {
      const builds = Object.values(stored)
      return builds.length === 1 && builds[0]?.some((url) => url.endsWith(entry)) === true
    },
  )
