import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { aBrowser, aTab, aWindowOf } from '../steps/browser.ts'
import { hasStored, hasWorker, storedByWorker, withWorker } from '../steps/browserWorker.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { aHost } from '../steps/webBuilds.ts'

/* What the service worker does when another build is deployed, or something is wrong with the host. */

aBrowser()

let host: Awaited<ReturnType<typeof aHost>>
beforeEach(async () => {
  host = await aHost()
})
afterEach(() => host.end())

/** A page of the first build, whose service worker is ready. */
const aPage = async () => {
  const { page } = await aWindowOf(await given.aUser(), '/messages', { baseURL: host.url, ...withWorker })
  await hasWorker(page)
  return page
}

/** The script of the page. */
const entryOf = (page: Page) => page.evaluate('new URL(document.querySelector("script").src).pathname')

const isShown = (page: Page) => page.getByRole('heading', { name: 'Messages' }).waitFor()

/** Looks for a new worker, and returns whether it is installed or redundant. */
const stateOfNextWorker = (page: Page) =>
  page.evaluate(`navigator.serviceWorker.getRegistration().then(async (registration) => {
    const state = new Promise((resolve) => {
      registration.onupdatefound = () => {
        registration.installing.onstatechange = ({ target }) => resolve(target.state)
      }
    })
    await registration.update()
    return state
  })`)

/**
 * Returns a function that looks for a new worker until one controls the page. A browser does so after each navigation, but its
 * requests would delay that. A new worker may wait until the browser ends the idle one before it, which it does not do while
 * Playwright is connected to it.
 */
const nextWorkerOf = async (page: Page) => {
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('ServiceWorker.enable')
  await page.evaluate(
    'navigator.serviceWorker.oncontrollerchange = () => { window.hasNextWorker = true }; window.hasNextWorker = false',
  )
  const look = async () => {
    const isWaiting = await page.evaluate(`navigator.serviceWorker.getRegistration()
      .then((registration) => registration.update().then(() => registration.waiting !== null))`)
    if (isWaiting) await devTools.send('ServiceWorker.stopAllWorkers')
    return page.evaluate('window.hasNextWorker')
  }
  return () => eventually(look, Boolean)
}

describe('a new build', () => {
  test('takes one reload, and is then what starts without a network', async () => {
    const page = await aPage()
    host.deploys('next')
    await page.reload()
    await isShown(page)
    expect(await entryOf(page)).toBe(host.entries.next)
    await hasStored(page, host.entries.next)
    await page.context().setOffline(true)
    await page.reload()
    await isShown(page)
    expect(await entryOf(page)).toBe(host.entries.next)
  })

  test('does not prevent a page of the build before from loading more of it', async () => {
    const page = await aPage()
    host.deploys('next')
    await page.evaluate(
      'navigator.serviceWorker.getRegistration().then((worker) => worker.update()).then(() => {})',
    )
    await hasStored(page, host.entries.next)
    host.deploys('first') // nothing is removed from a host
    expect(await page.evaluate(`fetch('${host.entries.first}').then(({ status }) => status)`)).toBe(200)
  })

  test('is not stored while the host still has the page of the build before', async () => {
    const page = await aPage()
    const before = await storedByWorker(page)
    host.deploys('next')
    host.answers((pathname, response) => {
      if (pathname !== '/') return false
      response.setHeader('content-type', 'text/html').end(`<script src="${host.entries.first}"></script>`)
      return true
    })
    const state = await stateOfNextWorker(page)
    expect([state, await storedByWorker(page)]).toEqual(['redundant', before])
  })

  test('is not stored with a page that a proxy or the host answers in place of a script', async () => {
    const page = await aPage()
    host.deploys('next')
    host.answers((pathname, response) => {
      if (pathname !== host.entries.next) return false
      response.setHeader('content-type', 'text/html').end('<h1>Blocked by your company</h1>')
      return true
    })
    expect(await stateOfNextWorker(page)).toBe('redundant')
    host.answersAsUsual()
    await page.reload()
    await isShown(page)
    expect(await entryOf(page)).toBe(host.entries.next)
  })

  test('can have no worker', async () => {
    const page = await aPage()
    host.deploys('next')
    host.answers((pathname, response) => {
      if (pathname !== '/sw.js') return false
      response.writeHead(404).end()
      return true
    })
    await page.reload()
    await isShown(page)
    expect(await entryOf(page)).toBe(host.entries.next)
  })

  test('replaces a worker that breaks every request', async () => {
    const page = await aPage()
    const other = await aTab(page, `${host.url}/messages`)
    const isBroken = await nextWorkerOf(other)
    host.answers((pathname, response) => {
      if (pathname !== '/sw.js') return false
      response.setHeader('content-type', 'text/javascript').end(`
        addEventListener('install', () => skipWaiting())
        addEventListener('activate', (event) => event.waitUntil(clients.claim()))
        addEventListener('fetch', (event) => event.respondWith(Promise.reject(new Error('broken'))))`)
      return true
    })
    await isBroken()
    await expect(page.reload()).rejects.toThrow('ERR_FAILED')
    const isReplaced = await nextWorkerOf(other)
    host.answersAsUsual()
    host.deploys('next')
    await isReplaced()
    await page.goto('/messages')
    await isShown(page)
    expect(await entryOf(page)).toBe(host.entries.next)
  })
})

describe('the stored page is used', () => {
  test('when the host has an internal error', async () => {
    const page = await aPage()
    host.answers((_, response) => {
      response.writeHead(503).end('Service Unavailable')
      return true
    })
    await page.reload()
    await isShown(page)
  })

  test('when the host does not answer for some seconds', async () => {
    const page = await aPage()
    host.answers(() => true)
    await page.reload()
    await isShown(page)
  })

  test('not when the host does not have a page', async () => {
    const page = await aPage()
    host.answers((_, response) => {
      response.writeHead(404).end('Not there any more')
      return true
    })
    await page.reload()
    await page.getByText('Not there any more').waitFor()
  })
})
