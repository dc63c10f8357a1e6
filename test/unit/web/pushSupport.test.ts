import { expect, test } from '@jest/globals'
import { needsHomeScreen } from '../../../web/src/notifications/pushSupport.ts'

const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1'
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15'
const android = 'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/153.0.0.0 Mobile Safari/537.36'

test.each([
  ['an iPhone', { userAgent: iPhone, maxTouchPoints: 5, standalone: false }, true],
  ['another browser of an iPhone', { userAgent: iPhone, maxTouchPoints: 5 }, true],
  ['an app on the home screen', { userAgent: iPhone, maxTouchPoints: 5, standalone: true }, false],
  ['an iPad', { userAgent: mac, maxTouchPoints: 5, standalone: false }, true],
  ['a Mac', { userAgent: mac, maxTouchPoints: 0, standalone: false }, false],
  ['an Android phone', { userAgent: android, maxTouchPoints: 5 }, false],
])('whether notifications need an app on the home screen: %s', (_, browser, expected) => {
  expect(needsHomeScreen(browser)).toBe(expected)
})
