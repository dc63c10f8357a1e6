import type { Page } from 'playwright-core'

/*
 * Runs in the page. Times are in milliseconds since the navigation, as performance.now(). Something is painted when the
 * first frame after its appearance has been drawn.
 */
export const measuringScript = `
  globalThis.measuring = (() => {
    const longTasks = []
    const inputs = []
    const collect = (type, into, options) =>
      new PerformanceObserver((list) => into.push(...list.getEntries())).observe({ type, ...options })
    collect('longtask', longTasks)
    collect('event', inputs, { durationThreshold: 16 })

    const isShown = (selector, text) =>
      [...document.querySelectorAll(selector)].some((element) => {
        if (!element.textContent.includes(text)) return false
        const { top, bottom, height } = element.getBoundingClientRect()
        return height > 0 && bottom > 0 && top < innerHeight && element.checkVisibility({ visibilityProperty: true })
      })

    const painted = (selector, text) => new Promise((resolve) => {
      const look = () => {
        if (!isShown(selector, text)) return requestAnimationFrame(look)
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(performance.now())
        port2.postMessage(undefined)
      }
      requestAnimationFrame(look)
    })

    const atInput = (type) => new Promise((resolve) =>
      addEventListener(type, ({ timeStamp }) => resolve(timeStamp), { once: true, capture: true }))

    return {
      longTasks, inputs, painted,
      /** From the next input of a type until something is painted. */
      fromInput: async (type, selector, text) => {
        const at = await atInput(type)
        return (await painted(selector, text)) - at
      },
    }
  })()`

export type Target = { selector: string; text?: string }

const parametersOf = ({ selector, text = '' }: Target) =>
  `${JSON.stringify(selector)}, ${JSON.stringify(text)}`

/** The time from the navigation until something is painted. */
export const paintedAt = async (page: Page, target: Target): Promise<number> =>
  Number(await page.evaluate(`measuring.painted(${parametersOf(target)})`))

/** The time from a click or a key until something is painted. */
export const measureInput = async (
  page: Page,
  type: 'click' | 'keydown',
  target: Target,
  act: () => Promise<unknown>,
): Promise<number> => {
  await page.evaluate(`void (measuring.result = measuring.fromInput('${type}', ${parametersOf(target)}))`)
  await act()
  return Number(await page.evaluate('measuring.result'))
}

const isIdle = (page: Page) =>
  page.evaluate('new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 100)))')

/** The longest task of at least 50 ms during the work, or null: the browser reports no shorter ones. */
export const longestTask = async (page: Page, work: () => Promise<unknown>): Promise<number | null> => {
  await isIdle(page)
  await page.evaluate('measuring.longTasks.length = 0')
  await work()
  await isIdle(page)
  const longest = Number(
    await page.evaluate('Math.max(0, ...measuring.longTasks.map(({ duration }) => duration))'),
  )
  return longest || null
}

/** The durations of the inputs during the work, each until the next paint. Inputs of less than 16 ms are missing. */
export const inputDelays = async (page: Page, work: () => Promise<unknown>): Promise<number[]> => {
  await isIdle(page)
  await page.evaluate('measuring.inputs.length = 0')
  await work()
  await isIdle(page)
  return (await page.evaluate(
    'measuring.inputs.filter(({ interactionId }) => interactionId).map(({ duration }) => duration)',
  )) as number[]
}
