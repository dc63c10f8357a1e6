import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Table } from './table.ts'

const worker = fileURLToPath(new URL('./signingWorker.ts', import.meta.url))
const rounds = 200

/** About as long as the session token of a function's role. Each URL contains it. */
const sessionToken = 'x'.repeat(900)

const environment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLEEXAMPLE12',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: sessionToken,
  ATTACHMENTS_BUCKET: 'cruddur-attachments',
  ATTACHMENTS_URL: 'https://cruddur-attachments.s3.us-east-1.amazonaws.com',
}

type Page = { pictures: number; ms: number; bytes: number }

/** How long a function signs the URLs of a page. */
export const measureSigning = (): Table => {
  const output = execFileSync(process.execPath, [worker, String(rounds)], { env: environment })
  const pages: Page[] = JSON.parse(String(output))
  return {
    title: 'Signing the URLs of a page of 20 messages',
    columns: [
      { heading: 'pictures', digits: 0 },
      { heading: 'CPU ms', digits: 1 },
      { heading: 'µs a URL', digits: 0 },
      { heading: 'KB of URLs', digits: 0 },
    ],
    rows: pages.map(({ pictures, ms, bytes }) => [pictures, ms, (1000 * ms) / pictures, bytes / 1024]),
    notes: [
      `Medians of ${rounds} pages in a warm process. Each URL contains a session token of ${sessionToken.length} characters, like that of a function's role.`,
    ],
  }
}
