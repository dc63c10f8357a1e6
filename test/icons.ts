// npm run icons: makes, from web/public/icon.svg, the icons with the number of unread conversations, and those of the installed
// client, which have to be PNG. Also makes the pictures of the demo data.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { iconPath, maxOnIcon } from '../web/src/notifications/iconPath.ts'
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

const withNumber = (text: string) => {
  const width = text.length > 1 ? 54 : 40
  const place = `x="${64 - width / 2}" y="56"`
  const style =
    'fill="#fff" font-family="system-ui,sans-serif" font-size="34" font-weight="700" text-anchor="middle"'
  return svg.replace(
    '</svg>',
    `<rect x="${64 - width}" y="24" width="${width}" height="40" rx="20" fill="#d3302f"/><text ${place} ${style}>${text}</text></svg>`,
  )
}

for (let unread = 1; unread <= maxOnIcon + 1; unread += 1) {
  const text = unread > maxOnIcon ? `${maxOnIcon}+` : String(unread)
  writeFileSync(new URL(iconPath(unread).slice(1), folder), withNumber(text))
}

const demo = new URL('../seed/pictures/', import.meta.url)
const drawings = readdirSync(demo).filter((name) => name.endsWith('.svg'))

const server = await launchChromium()
const browser = await chromium.connect(server.wsEndpoint())

const render = async (content: string, file: URL, viewport: { width: number; height: number }) => {
  const page = await browser.newPage({ viewport })
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${content}`)
  writeFileSync(file, await page.screenshot({ omitBackground: true }))
  await page.close()
}

for (const { name, size, content } of icons)
  await render(content, new URL(name, folder), { width: size, height: size })
for (const name of drawings)
  await render(readFileSync(new URL(name, demo), 'utf8'), new URL(name.replace('.svg', '.png'), demo), {
    width: 800,
    height: 600,
  })
await browser.close()
await server.close()
