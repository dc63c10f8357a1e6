// Set before the module is loaded: then it unpacks the libraries that a slim system lacks, too.
process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x'

/** The Chromium that comes through npm, unpacked once; TEST_CHROMIUM names another. */
export const launchChromium = async () => {
  const [{ default: packed }, { chromium }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ])
  return chromium.launchServer({
    executablePath: process.env.TEST_CHROMIUM || (await packed.executablePath()),
    headless: true,
    timeout: 120_000,
    chromiumSandbox: false, // tests may run as root, and visit nothing but this project
    args: ['--disable-gpu', '--disable-quic', '--font-render-hinting=none'],
  })
}
