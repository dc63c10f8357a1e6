import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import webPush from 'web-push'
import * as given from '../steps/given.ts'
import { killLeftovers } from '../steps/stack.ts'
import { aBuild, anEmptyBucket, assets, outputs } from '../steps/webStage.ts'

given.anEngine()
afterAll(killLeftovers)

const { here, deploys, deploysTo } = anEmptyBucket()

test('uploads a build with its headers, every file before the files that refer to it', async () => {
  const { code, result, stderr } = await deploysTo('prod')
  expect([code, result]).toEqual([
    0,
    {
      web: outputs.WebUrl,
      uploaded: expect.arrayContaining(assets),
      unchanged: 0,
      invalidation: here.host.invalidations[0]?.id,
    },
  ])
  expect(stderr).toContain(outputs.WebUrl)
  expect(new Set(here.host.puts.slice(0, assets.length))).toEqual(new Set(assets))
  expect(here.host.puts.slice(assets.length)).toEqual(['icon.svg', 'config.json', 'index.html', 'sw.js'])
  const headersOf = (key: string) => {
    const { type, cacheControl } = here.host.objects.get(key) ?? {}
    return [type, cacheControl]
  }
  const javascript = ['text/javascript; charset=utf-8', 'public, max-age=31536000, immutable']
  expect(assets.map(headersOf)).toEqual(assets.map(() => javascript))
  expect(headersOf('index.html')).toEqual(['text/html; charset=utf-8', 'no-cache'])
  expect(headersOf('icon.svg')).toEqual(['image/svg+xml', 'no-cache'])
  expect(headersOf('sw.js')).toEqual(['text/javascript; charset=utf-8', 'no-cache'])
  expect(headersOf('config.json')).toEqual(['application/json', 'no-store'])
  expect(here.host.invalidations.map(({ paths }) => paths)).toEqual([
    ['/config.json', '/icon.svg', '/index.html', '/sw.js'],
  ])
})

test("writes the config of the client from the stack's outputs", async () => {
  await deploysTo('prod')
  expect(JSON.parse(String(here.host.objects.get('config.json')?.content))).toEqual({
    apiUrl: 'https://api.example',
    attachmentsUrl: 'https://attachments.example',
    webSocketUrl: 'wss://sockets.example/prod',
    cognitoUrl: 'https://cognito-idp.us-east-1.amazonaws.com/',
    userPoolId: 'us-east-1_Production',
    clientId: 'the-client',
    signIn: 'srp',
  })
})

describe('the key for push messages', () => {
  const keys = { ...webPush.generateVAPIDKeys(), contact: 'mailto:operator@cruddur.example' }
  const config = () => JSON.parse(String(here.host.objects.get('config.json')?.content))

  test('is in the config if the stage has keys, and the private one is in no file', async () => {
    here.account.parameters.set(outputs.PushKeysParameter, JSON.stringify(keys))
    await deploysTo('prod')
    expect(config()).toMatchObject({ userPoolId: outputs.UserPoolId, pushKey: keys.publicKey })
    const files = [...here.host.objects.values()].map(({ content }) => String(content))
    expect(files.filter((text) => text.includes(keys.privateKey))).toEqual([])
  })

  test.each([
    ['the stage has no keys', 'prod'],
    ['the stage was last deployed before there were any', 'old'],
  ])('is not in the config if %s', async (_, stage) => {
    expect((await deploysTo(stage)).code).toBe(0)
    expect(config()).not.toHaveProperty('pushKey')
  })
})

test('uploads at most eight files at a time', async () => {
  const { promise: areHere, resolve: letGo } = Promise.withResolvers<void>()
  const bucket = `${here.host.environment.AWS_ENDPOINT_URL_S3}/the-bucket`
  let waiting = 0
  here.host.mayGoOn = async () => {
    waiting += 1
    if (waiting === 8) {
      // A ninth upload would have started by now: twenty other requests have been answered.
      for (const key of assets) await fetch(`${bucket}/${key}`, { method: 'HEAD' })
      letGo()
    }
    await areHere
  }
  expect((await deploysTo('prod')).code).toBe(0)
  expect(here.host.maxAtOnce).toBe(8)
})

test('builds the client if no build is given', async () => {
  const { code, result } = await deploys('--stage', 'prod')
  expect([code, result.unchanged]).toEqual([0, 0])
  const page = String(here.host.objects.get('index.html')?.content)
  const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, key]) => key)
  expect(named.length).toBeGreaterThan(1)
  expect(here.host.puts).toEqual(expect.arrayContaining(named))
  const script = String(here.host.objects.get(named.find((key) => key?.endsWith('.js')) ?? '')?.content)
  expect(script).not.toContain('react-dom-client.development')
  const worker = String(here.host.objects.get('sw.js')?.content)
  const stored = [...worker.matchAll(/\/(assets\/[\w.-]+)/g)].map(([, key]) => key)
  expect(stored).toEqual(expect.arrayContaining(named))
  expect(here.host.puts).toEqual(expect.arrayContaining(stored))
})

describe('a second run', () => {
  test('uploads and invalidates nothing', async () => {
    const first = await deploysTo('prod')
    const second = await deploysTo('prod')
    expect(second.result).toMatchObject({ uploaded: [], unchanged: assets.length + 4 })
    expect(second.result.invalidation).toBe(first.result.invalidation)
    expect([here.host.puts.length, here.host.invalidations.length]).toEqual([assets.length + 4, 1])
  })

  test('uploads changed files, and deletes nothing that an open page may load', async () => {
    await deploysTo('prod')
    const next = aBuild('The next page')
    writeFileSync(join(next, 'assets/new.js'), '// new')
    const { result } = await deploysTo('prod', next)
    expect(result.uploaded).toEqual(['assets/new.js', 'index.html'])
    expect([...here.host.objects.keys()]).toEqual(expect.arrayContaining(assets))
    expect(here.host.invalidations).toHaveLength(2)
  })

  test('restores a changed header', async () => {
    await deploysTo('prod')
    Object.assign(here.host.objects.get('index.html') ?? {}, { cacheControl: 'max-age=600' })
    expect((await deploysTo('prod')).result.uploaded).toEqual(['index.html'])
  })

  test('can deploy an older build again, and invalidates it', async () => {
    await deploysTo('prod')
    await deploysTo('prod', aBuild('The next page'))
    expect((await deploysTo('prod')).result.uploaded).toEqual(['index.html'])
    expect(here.host.invalidations).toHaveLength(3)
  })
})

test('with --dry-run only prints what it would upload', async () => {
  const { code, result } = await deploysTo('prod', here.build, '--dry-run')
  expect([code, result.dry_run, result.uploaded.length]).toEqual([0, true, assets.length + 4])
  expect([here.host.puts, here.host.invalidations]).toEqual([[], []])
})
