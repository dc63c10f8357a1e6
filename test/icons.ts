// npm run icons: makes the icons of the installed client, which have to be PNG, from web/public/icon.svg.
import { readFileSync, writeFileSync } from 'node:fs'
import { chromium } from './steps/browserLibrary.ts'
import { launchChromium } from './steps/chromium.ts'

const folder = new URL('../web/public/', import.meta.url)
const svg = readFileSync(new URL('icon.svg', folder), 'utf8')
/** The system rounds the corners of these. */
const square = svg.replace(/ rx="16"/, '')

const icons = [
  { name: 'icon-192.png', size: 192, content: svg },
  { name: 'icon-512.png', size: 512, content: svg },
  { name: 'icon-maskable-512.png', size: 512, content: square },
  { name: 'apple-touch-icon.png', size: 180, content: square },
]

const server = await launchChromium()
const browser = await chromium.connect(server.wsEndpoint())
for (const { name, size, content } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${content}`)
  writeFileSync(new URL(name, folder), await page.screenshot({ omitBackground: true }))
  await page.close()
}
await browser.close()
await server.close()
