// Must be set before the module is loaded. It then also unpacks the libraries that a slim system lacks.
process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x'

/** Starts the Chromium of an npm package, or the one that TEST_CHROMIUM names. */
export const launchChromium = async () => {
  const [{ default: packed }, { chromium }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ])
  return chromium.launchServer({
    executablePath: process.env.TEST_CHROMIUM || (await packed.executablePath()),
    headless: true,
    timeout: 120_000,
    chromiumSandbox: false, // tests may run as root, and open only pages of this project
    args: ['--disable-gpu', '--disable-quic', '--font-render-hinting=none'],
  })
}
