import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { anAccountAt, startAws } from '../steps/aws.ts'
import * as given from '../steps/given.ts'
import { runsIn, starts } from '../steps/program.ts'
import { endLeftovers } from '../steps/stack.ts'
import { startWebHost } from '../steps/webHost.ts'

given.anEngine()
afterAll(endLeftovers)

const hasStack = /^ {4}at /m
const outputs = {
  TableName: 'cruddur-messages',
  UserPoolId: 'us-east-1_Production',
  UserPoolClientId: 'the-client',
  WebBucketName: 'the-bucket',
  WebDistributionId: 'EDISTRIBUTION',
  WebUrl: 'https://d111.cloudfront.net',
  ApiUrl: 'https://api.example',
  SocketsUrl: 'wss://sockets.example/prod',
}
const assets = Array.from({ length: 20 }, (_, number) => `assets/part-${number}.js`)

/** A build as the bundler leaves one. */
const aBuild = (page = 'The page') => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-build-'))
  mkdirSync(join(folder, 'assets'))
  for (const key of assets) writeFileSync(join(folder, key), `// ${key}`)
  writeFileSync(join(folder, 'index.html'), page)
  writeFileSync(join(folder, 'icon.svg'), '<svg/>')
  writeFileSync(join(folder, 'config.json'), '{"apiUrl":"of somewhere else"}')
  return folder
}

let host: Awaited<ReturnType<typeof startWebHost>>
let account: Record<string, string>
let build = ''

beforeAll(async () => {
  const { WebBucketName, ...others } = outputs
  const aws = await startAws({
    stacks: { 'cruddur-messages-prod': outputs, 'cruddur-messages-older': others },
  })
  account = anAccountAt(aws)
})

beforeEach(async () => {
  host = await startWebHost('the-bucket', 'EDISTRIBUTION')
  build = aBuild()
})

const deploys = async (...parameters: string[]) => {
  const environment = { ...account, ...host.environment }
  const { code, stdout, stderr } = await runsIn({ environment }, 'deploy:web', ...parameters)
  return { code, stderr, stdout, result: stdout ? JSON.parse(stdout) : undefined }
}

const deploysTo = (stage: string, folder = build, ...more: string[]) =>
  deploys('--stage', stage, '--from', folder, ...more)

test('brings a build to the stage: what is named is there before it is, with its headers', async () => {
  const { code, result, stderr } = await deploysTo('prod')
  expect([code, result]).toEqual([
    0,
    {
      web: outputs.WebUrl,
      uploaded: expect.arrayContaining(assets),
      unchanged: 0,
      invalidation: host.invalidations[0]?.id,
    },
  ])
  expect(stderr).toContain(outputs.WebUrl)
  expect(new Set(host.puts.slice(0, assets.length))).toEqual(new Set(assets))
  expect(host.puts.slice(assets.length)).toEqual(['icon.svg', 'config.json', 'index.html'])
  const headersOf = (key: string) => {
    const { type, cacheControl } = host.objects.get(key) ?? {}
    return [type, cacheControl]
  }
  const javascript = ['text/javascript; charset=utf-8', 'public, max-age=31536000, immutable']
  expect(assets.map(headersOf)).toEqual(assets.map(() => javascript))
  expect(headersOf('index.html')).toEqual(['text/html; charset=utf-8', 'no-cache'])
  expect(headersOf('icon.svg')).toEqual(['image/svg+xml', 'no-cache'])
  expect(headersOf('config.json')).toEqual(['application/json', 'no-store'])
  expect(host.invalidations.map(({ paths }) => paths)).toEqual([['/config.json', '/icon.svg', '/index.html']])
})

test("tells the client of its stage by the stack's outputs, whatever lies in the build", async () => {
  await deploysTo('prod')
  expect(JSON.parse(String(host.objects.get('config.json')?.content))).toEqual({
    apiUrl: 'https://api.example',
    webSocketUrl: 'wss://sockets.example/prod',
    cognitoUrl: 'https://cognito-idp.us-east-1.amazonaws.com/',
    userPoolId: 'us-east-1_Production',
    clientId: 'the-client',
    signIn: 'srp',
  })
})

test('uploads eight at a time, and no more', async () => {
  const waiting: (() => void)[] = []
  host.mayGoOn = (key) =>
    new Promise((resolve) => {
      if (!assets.slice(0, 8).includes(key)) return resolve()
      waiting.push(resolve)
      if (waiting.length === 8) for (const one of waiting) one()
    })
  expect((await deploysTo('prod')).code).toBe(0)
  expect(host.mostAtOnce).toBe(8)
})

test('builds the client itself, where no build is named', async () => {
  const { code, result } = await deploys('--stage', 'prod')
  expect([code, result.unchanged]).toEqual([0, 0])
  const page = String(host.objects.get('index.html')?.content)
  const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, key]) => key)
  expect(named.length).toBeGreaterThan(1)
  expect(host.puts).toEqual(expect.arrayContaining(named))
  const script = String(host.objects.get(named.find((key) => key?.endsWith('.js')) ?? '')?.content)
  expect(script).not.toContain('react-dom-client.development')
}, 60_000)

describe('a second run', () => {
  test('uploads nothing, and invalidates nothing anew', async () => {
    const first = await deploysTo('prod')
    const second = await deploysTo('prod')
    expect(second.result).toMatchObject({ uploaded: [], unchanged: assets.length + 3 })
    expect(second.result.invalidation).toBe(first.result.invalidation)
    expect([host.puts.length, host.invalidations.length]).toEqual([assets.length + 3, 1])
  })

  test('uploads what has changed since, and removes nothing that an open page may load', async () => {
    await deploysTo('prod')
    const next = aBuild('The next page')
    writeFileSync(join(next, 'assets/new.js'), '// new')
    const { result } = await deploysTo('prod', next)
    expect(result.uploaded).toEqual(['assets/new.js', 'index.html'])
    expect([...host.objects.keys()]).toEqual(expect.arrayContaining(assets))
    expect(host.invalidations).toHaveLength(2)
  })

  test('mends a header that somebody has changed', async () => {
    await deploysTo('prod')
    Object.assign(host.objects.get('index.html') ?? {}, { cacheControl: 'max-age=600' })
    expect((await deploysTo('prod')).result.uploaded).toEqual(['index.html'])
  })

  test('goes back to an older build, and has the distribution forget once more', async () => {
    await deploysTo('prod')
    await deploysTo('prod', aBuild('The next page'))
    expect((await deploysTo('prod')).result.uploaded).toEqual(['index.html'])
    expect(host.invalidations).toHaveLength(3)
  })
})

test('--dry-run says what would be uploaded, and does nothing', async () => {
  const { code, result } = await deploysTo('prod', build, '--dry-run')
  expect([code, result.dry_run, result.uploaded.length]).toEqual([0, true, assets.length + 3])
  expect([host.puts, host.invalidations]).toEqual([[], []])
})

describe('goes on where it was cut off', () => {
  test('by Ctrl+C: the page is not there before all that it names', async () => {
    const reached = Promise.withResolvers<void>()
    host.mayGoOn = (key) => {
      if (key !== 'assets/part-9.js') return Promise.resolve()
      reached.resolve()
      return new Promise(() => {})
    }
    const flags = ['--stage', 'prod', '--from', build]
    const program = starts({ ...account, ...host.environment }, 'deploy:web', ...flags)
    await reached.promise
    program.interruptGroup()
    const { code, stdout, stderr } = await program.result()
    expect([code, stdout]).toEqual([130, ''])
    expect(stderr).toContain('Stopped. What is done stays done')
    expect(host.objects.has('index.html')).toBe(false)

    host.mayGoOn = () => Promise.resolve()
    const { result } = await deploysTo('prod')
    expect(result.unchanged).toBeGreaterThan(0)
    expect(new Set(host.puts).size).toBe(host.puts.length)
    expect(host.puts.at(-1)).toBe('index.html')
  })

  test('before the distribution was told: the next run uploads nothing and tells it', async () => {
    host.refuses = (_, key) => (key === 'invalidation' ? 403 : undefined)
    const first = await deploysTo('prod')
    expect([first.code, first.stdout]).toEqual([1, ''])
    expect(first.stderr).toContain('AWS says AccessDenied')
    host.refuses = () => undefined
    const second = await deploysTo('prod')
    expect(second.result).toMatchObject({ uploaded: [], invalidation: 'I1' })
  })
})

describe('says in a sentence', () => {
  test.each([
    ['look into the bucket', 'HEAD', /^These credentials may not look into the bucket the-bucket: .*\n$/],
    ['put anything there', 'PUT', /AWS says AccessDenied: .*\n$/],
  ])('that the credentials may not %s, and leaves the page as it was', async (_, method, words) => {
    host.refuses = (one) => (one === method ? 403 : undefined)
    const { code, stdout, stderr } = await deploysTo('prod')
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
    expect(stderr).not.toMatch(hasStack)
    expect([host.puts, host.invalidations]).toEqual([[], []])
  })

  test.each<[string, () => string[], RegExp]>([
    ['that no stage is named', () => [], /^Which stage\? Say --stage <stage>/],
    [
      'that there is no such stage',
      () => ['--stage', 'qa', '--from', build],
      /^There is no stack cruddur-messages-qa in us-east-1\./,
    ],
    [
      'that the stage is older than its web client',
      () => ['--stage', 'older', '--from', build],
      /^The stage older has no place for the web client yet: deploy it/,
    ],
    [
      'that there is no such folder',
      () => ['--stage', 'prod', '--from', join(build, 'dist')],
      /^There is no folder .*dist\.\n$/,
    ],
    [
      'that there is no build in it',
      () => ['--stage', 'prod', '--from', join(build, 'assets')],
      /^There is no build in .*assets: it has no index\.html\.\n$/,
    ],
    [
      'that it does not know what a file is',
      () => {
        writeFileSync(join(build, 'film.xyz'), '')
        return ['--stage', 'prod', '--from', build]
      },
      /^film\.xyz: .* does not say what type \.xyz is\.\n$/,
    ],
  ])('%s', async (_, flags, words) => {
    const { code, stdout, stderr } = await deploys(...flags())
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
    expect(stderr).not.toMatch(hasStack)
    expect(host.puts).toEqual([])
  })
})
