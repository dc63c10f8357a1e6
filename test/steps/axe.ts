import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect } from '@jest/globals'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Results = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }

const violations = async (page: Page, options: object) => {
  const { violations: found } = (await page.evaluate(
    `axe.run(${JSON.stringify({ resultTypes: ['violations'], ...options })})`,
  )) as Results
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]))
}

/** `appear` only delays a text. */
const runningAnimations = `document.getAnimations().map(({ animationName, transitionProperty }) => animationName ?? transitionProperty)
  .filter((name) => name !== 'appear')`

export const phone = { width: 390, height: 844 }
export const desktop = { width: 1280, height: 800 }

// Screenshots are for people who change the design: with TEST_SCREENSHOTS they are saved in web/pictures.
const screenshots = fileURLToPath(new URL('../../web/pictures/', import.meta.url))
if (process.env.TEST_SCREENSHOTS) mkdirSync(screenshots, { recursive: true })

type Look = {
  devices?: Record<string, { width: number; height: number }>
  /** Whether its colours are on no other page that is checked. */
  hasOwnColours?: boolean
  rules?: object
}

/**
 * Checks a page with axe: all rules in light, and in dark those about colours, because nothing else differs. What looks the
 * same on all devices is checked on one of them, and colours that are on several pages are checked on one of these in dark.
 */
export const isAccessible = async (
  page: Page,
  name: string,
  { devices = { phone, desktop }, hasOwnColours = true, rules = {} }: Look = {},
) => {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  // The windows of the tests prefer reduced motion.
  expect([name, await page.evaluate(runningAnimations)]).toEqual([name, []])
  const looks = [
    ['light', { rules }],
    ['dark', { runOnly: ['color-contrast', 'link-in-text-block'] }],
  ] as const
  for (const [device, size] of Object.entries(devices)) {
    await page.setViewportSize(size)
    for (const [colorScheme, options] of hasOwnColours ? looks : looks.slice(0, 1)) {
      await page.emulateMedia({ colorScheme })
      if (process.env.TEST_SCREENSHOTS)
        await page.screenshot({ path: `${screenshots}${name}-${device}-${colorScheme}.png` })
      expect([name, device, colorScheme, await violations(page, options)]).toEqual([
        name,
        device,
        colorScheme,
        [],
      ])
    }
  }
}
