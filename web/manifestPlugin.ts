import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import { chosenTexts } from './textsPlugin.ts'

const fileName = 'manifest.webmanifest'
const ground = '#fbfaf8' // as in index.html. A manifest has no other one for dark mode

const pngIcon = (name: string, size: number) => ({
  src: `/${name}-${size}.png`,
  sizes: `${size}x${size}`,
  type: 'image/png',
})

const manifest = async (): Promise<string> => {
  const texts: typeof import('./src/texts.ts') = await import(pathToFileURL(chosenTexts).href)
  return JSON.stringify({
    name: texts.productName,
    short_name: texts.productShortName,
    description: texts.productDescription,
    lang: texts.language,
    dir: texts.direction,
    id: '/messages',
    start_url: '/messages',
    scope: '/',
    display: 'standalone',
    background_color: ground,
    theme_color: ground,
    categories: ['social'],
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      pngIcon('icon', 192),
      pngIcon('icon', 512),
      { ...pngIcon('icon-maskable', 512), purpose: 'maskable' },
    ],
  })
}

/** What a system needs to install the client as an app. */
export const manifestPlugin: Plugin = {
  name: 'manifest',
  async generateBundle() {
    this.emitFile({ type: 'asset', fileName, source: await manifest() })
  },
  configureServer: ({ middlewares }) => {
    middlewares.use(`/${fileName}`, async (_, response) => {
      response.setHeader('content-type', 'application/manifest+json').end(await manifest())
    })
  },
}
