import type { Browser } from 'playwright-core'
import type { Person } from '../people.ts'
import { percentiles } from '../percentiles.ts'
import type { Table } from '../table.ts'
import { openTab, slowDownCpu, slowDownNetwork } from './browser.ts'
import { paintedAt, type Target } from './measuring.ts'
import { firstRow } from './people.ts'

type Loaded = { ms: number; kilobytes: number; requests: number }

/** Loads a page with an empty cache, on a slow network and a slow processor. */
const load = async (browser: Browser, user: Person, path: string, target: Target): Promise<Loaded> => {
  const tab = await openTab(browser, user)
  await slowDownCpu(tab)
  await slowDownNetwork(tab)
  const loaded = { ms: 0, kilobytes: 0, requests: 0 }
  tab.cdp.on('Network.requestWillBeSent', () => {
    loaded.requests += 1
  })
  tab.cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    loaded.kilobytes += encodedDataLength / 1000
  })
  await tab.page.goto(path, { waitUntil: 'commit' })
  const ms = await paintedAt(tab.page, target)
  const result = { ...loaded, ms }
  await tab.close()
  return result
}

type Measured = { what: string; path: string; target: Target }

export const loadingTable = async (
  browser: Browser,
  user: Person,
  group: string,
  rounds: number,
): Promise<Table> => {
  const pages: Measured[] = [
    { what: 'the list, until its first row', path: '/messages', target: firstRow },
    {
      what: 'a conversation, until its first message',
      path: `/messages/${group}`,
      target: { selector: 'article' },
    },
  ]
  const all = pages.map((): Loaded[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { path, target }] of pages.entries())
      all[index]?.push(await load(browser, user, path, target))
  }
  return {
    title: 'From the navigation until it is painted: 1.6 Mbit/s, 150 ms, 4× slower CPU, nothing cached',
    columns: [
      { heading: '' },
      { heading: 'loads', digits: 0 },
      ...['p50 ms', 'max', 'KB', 'requests'].map((heading) => ({ heading, digits: 0 })),
    ],
    rows: pages.map(({ what }, index) => {
      const loads = all[index] ?? []
      const { p50, max } = percentiles(loads.map(({ ms }) => ms))
      const [last] = loads.slice(-1)
      return [what, loads.length, p50, max, last?.kilobytes ?? null, last?.requests ?? null]
    }),
    notes: [
      'The files are served with brotli, as CloudFront does, but by HTTP/1.1 and without TLS. KB and requests, preflights included, are those up to that moment.',
    ],
  }
}
