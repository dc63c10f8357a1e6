import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { starts } from '../steps/program.ts'
import { killLeftovers } from '../steps/stack.ts'
import { anEmptyBucket, outputs } from '../steps/webStage.ts'

given.anEngine()
afterAll(killLeftovers)

const hasStack = /^ {4}at /m
const parameter = outputs.PushKeysParameter
const { here, environment, deploys, deploysTo } = anEmptyBucket()

describe('continues after an interruption', () => {
  test('by Ctrl+C: the page is not uploaded before its files', async () => {
    const reached = Promise.withResolvers<void>()
    here.host.mayGoOn = (key) => {
      if (key !== 'assets/part-9.js') return Promise.resolve()
      reached.resolve()
      return new Promise(() => {})
    }
    const flags = ['--stage', 'prod', '--from', here.build]
    const program = starts(environment(), 'deploy:web', ...flags)
    await reached.promise
    program.interruptGroup()
    const { code, stdout, stderr } = await program.result()
    expect([code, stdout]).toEqual([130, ''])
    expect(stderr).toContain('Stopped. Run the same command again')
    expect(here.host.objects.has('index.html')).toBe(false)

    here.host.mayGoOn = () => Promise.resolve()
    const { result } = await deploysTo('prod')
    expect(result.unchanged).toBeGreaterThan(0)
    expect(new Set(here.host.puts).size).toBe(here.host.puts.length)
    expect(here.host.puts.slice(-2)).toEqual(['index.html', 'sw.js'])
  })

  test('before the invalidation: the next run uploads nothing and invalidates', async () => {
    here.host.refuses = (_, key) => (key === 'invalidation' ? 403 : undefined)
    const first = await deploysTo('prod')
    expect([first.code, first.stdout]).toEqual([1, ''])
    expect(first.stderr).toContain('AWS error AccessDenied')
    here.host.refuses = () => undefined
    const second = await deploysTo('prod')
    expect(second.result).toMatchObject({ uploaded: [], invalidation: 'I1' })
  })
})

describe('prints an error', () => {
  test.each([
    ['access to the bucket is denied', 'HEAD', /^No access to the bucket the-bucket\. .*\n$/],
    ['uploading is denied', 'PUT', /AWS error AccessDenied: .*\n$/],
  ])('if %s, and changes nothing', async (_, method, words) => {
    here.host.refuses = (one) => (one === method ? 403 : undefined)
    const { code, stdout, stderr } = await deploysTo('prod')
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
    expect(stderr).not.toMatch(hasStack)
    expect([here.host.puts, here.host.invalidations]).toEqual([[], []])
  })

  test.each<[string, (account: (typeof here)['account']) => void, string]>([
    [
      'access to the keys for push messages is denied',
      (account) => {
        account.mayUseParameters = false
      },
      `No access to the SSM parameter ${parameter}. Required permission: ssm:GetParameter.\n`,
    ],
    [
      'the keys for push messages are invalid',
      ({ parameters }) => parameters.set(parameter, '{"privateKey":"a secret"}'),
      `The parameter ${parameter} contains no keys for push messages. "npm run push:keys" replaces it.\n`,
    ],
  ])('if %s, and changes nothing', async (_, change, words) => {
    change(here.account)
    const { code, stdout, stderr } = await deploysTo('prod')
    here.account.mayUseParameters = true
    expect([code, stdout, stderr]).toEqual([1, '', words])
    expect(here.host.puts).toEqual([])
  })

  test.each<[string, () => string[], RegExp]>([
    ['no stage is given', () => [], /^Missing option: --stage <stage>/],
    [
      'the stage does not exist',
      () => ['--stage', 'qa', '--from', here.build],
      /^No stack cruddur-messages-qa in us-east-1\./,
    ],
    [
      'the stage has no bucket',
      () => ['--stage', 'older', '--from', here.build],
      /^The stage older has no bucket for the web client\. Deploy the stage first/,
    ],
    [
      'the folder does not exist',
      () => ['--stage', 'prod', '--from', join(here.build, 'dist')],
      /^No such folder: .*dist\n$/,
    ],
    [
      'the folder has no build',
      () => ['--stage', 'prod', '--from', join(here.build, 'assets')],
      /^Not a build of the web client: .*assets has no index\.html\n$/,
    ],
    [
      'the type of a file is unknown',
      () => {
        writeFileSync(join(here.build, 'film.xyz'), '')
        return ['--stage', 'prod', '--from', here.build]
      },
      /^film\.xyz: unknown content type of \.xyz\. .*\n$/,
    ],
  ])('if %s', async (_, flags, words) => {
    const { code, stdout, stderr } = await deploys(...flags())
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
    expect(stderr).not.toMatch(hasStack)
    expect(here.host.puts).toEqual([])
  })
})
