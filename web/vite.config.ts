import { defineConfig, type Plugin } from 'vite'
import { emojiPlugin } from './emojiPlugin.ts'
import { manifestPlugin } from './manifestPlugin.ts'
import { reactPlugin } from './reactPlugin.ts'
import { pageTextsPlugin, textsPlugin } from './textsPlugin.ts'
import { workerPlugin } from './workerPlugin.ts'

// The policy of the page until it knows the address of its API. src/policy.ts then adds a stricter one.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: https: http://localhost:* http://127.0.0.1:*",
  "connect-src 'self' https: wss: http://localhost:* http://127.0.0.1:* ws://localhost:* ws://127.0.0.1:*",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types workers',
].join('; ')

const withPolicy = (): Plugin => ({
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: (html) => ({
    html,
    tags: [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
        injectTo: 'head-prepend',
      },
    ],
  }),
})

// Vite's helper also loads the dependencies of a file that is imported later. Here, the first file has them all: 0.6 KB less.
const withoutPreloadHelper: Plugin = {
  name: 'without-preload-helper',
  apply: 'build',
  enforce: 'pre',
  load: (id) =>
    id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : undefined,
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    withPolicy(),
    withoutPreloadHelper,
    reactPlugin,
    emojiPlugin,
    pageTextsPlugin,
    textsPlugin(),
    manifestPlugin,
    workerPlugin(),
  ],
  build: {
    target: 'es2023',
    modulePreload: false,
    assetsInlineLimit: 0, // the policy does not allow inlined images
    reportCompressedSize: false,
    rolldownOptions: {
      optimization: { inlineConst: true }, // texts, above all
      onLog: (level, log, write) => {
        // "use client" matters only to a server that renders React. There is none here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') write(level, log)
      },
    },
  },
})
