type Browser = {
  userAgent: string
  maxTouchPoints: number
  /** Whether the page is an app on the home screen, as Safari tells. */
  standalone?: boolean | undefined
}

/** An iPad says that it is a Mac, but no Mac has a touchscreen. */
const isIos = ({ userAgent, maxTouchPoints }: Browser): boolean =>
  /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)

/** Only an app on the home screen of an iPhone or iPad can have notifications and push messages. */
export const needsHomeScreen = (browser: Browser): boolean => isIos(browser) && browser.standalone !== true
