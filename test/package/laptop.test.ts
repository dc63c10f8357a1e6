import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createHooks } from '../../local/plugin.ts'
import { pool } from '../../local/pool.ts'
import { people } from '../../seed/people.ts'
import { nowhere, packageIn, packages, thePackage, withoutTime } from '../steps/packaged.ts'
import { everySetting } from '../steps/settings.ts'
import { runCommand } from '../steps/stack.ts'
import { filesIn } from '../steps/zip.ts'

const publicKeyFile = createRequire(import.meta.url).resolve(
  'cognito-local/lib/keys/cognitoLocal.public.json',
)

/** Values of the local stack, which must not be packaged. */
const ofALaptop = [
  pool.userPoolId,
  pool.clientId,
  pool.password,
  (JSON.parse(readFileSync(publicKeyFile, 'utf8')) as { n: string }).n,
  ...people.flatMap((person) => [person.uuid, person.cognito_user_id, person.email]),
  'localhost',
  '127.0.0.1',
  'MockAccessKeyId',
]

const found = (content: string) => ofALaptop.filter((one) => content.includes(one))

describe('packaging', () => {
  test('ignores local settings in the environment and in .env files', async () => {
    const file = Object.entries(everySetting).map(([name, value]) => `${name}=${value}\n`)
    const { folder, code, stdout, stderr } = await packages({
      stage: 'prod',
      environment: { ...everySetting, ...nowhere },
      files: { '.env': file.join(''), '.env.prod': file.join('') },
    })
    expect([code, stdout + stderr]).toEqual([0, expect.stringContaining('Service packaged')])
    const one = packageIn(folder)
    const other = thePackage('prod')
    expect(withoutTime(one)).toBe(withoutTime(other))
    const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    const hashes = ({ zips }: typeof one) =>
      zips.map((zip) => Object.entries(filesIn(zip)).map(([name, bytes]) => [name, hashOf(bytes)]))
    expect(hashes(one)).toEqual(hashes(other))
    rmSync(folder, { recursive: true })
  })

  test.each(['http://127.0.0.1:65534', 'https://sts.amazonaws.com'])(
    'makes no network requests: a request to %s would fail it',
    async (url) => {
      const asks = ['node', '-e', `fetch('${url}').catch(() => {})`]
      const { code, stderr } = await runCommand(asks, nowhere).result()
      expect([code, stderr]).toEqual([97, expect.stringContaining('the network was asked for')])
    },
  )
})

describe.each(['dev', 'prod', 'own', 'guarded'])('%s', (name) => {
  const { folder } = thePackage(name)

  test('has no local pool, key, demo person or address in its templates', () => {
    const files = readdirSync(folder).filter((file) => file.startsWith('cloudformation-template'))
    expect(files.length).toBeGreaterThan(0)
    expect(files.map((file) => [file, found(readFileSync(join(folder, file), 'utf8'))])).toEqual(
      files.map((file) => [file, []]),
    )
    expect(readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8')).not.toMatch(
      /AWS_ENDPOINT|IS_OFFLINE/,
    )
  })
})

test('no zip has a local pool, key, demo person or address', () => {
  const allowed = ['localhost', '127.0.0.1'] // the SDK knows these names of a container's credentials
  const contents = thePackage('prod').zips.flatMap((zip) => Object.entries(filesIn(zip)))
  expect(contents.length).toBeGreaterThan(10)
  expect(
    contents.map(([file, bytes]) => [file, found(bytes.toString()).filter((one) => !allowed.includes(one))]),
  ).toEqual(contents.map(([file]) => [file, []]))
})

test('the search for local values finds them', () => {
  expect(found(`{"pool":"${pool.userPoolId}"}`)).toEqual([pool.userPoolId])
  expect(people.length).toBeGreaterThan(0)
})

test.each(['deploy', 'package', 'remove'])('sls %s does not start the local stack', (command) => {
  const custom = { esbuild: { minify: true }, 'serverless-dynamodb': { start: {} }, 'serverless-offline': {} }
  const before = JSON.stringify(custom)
  const serverless = {
    serviceDir: '/nowhere',
    service: {
      custom,
      provider: { region: '', environment: { TABLE_NAME: '' } },
      functions: {},
      resources: { Resources: { Work: { Properties: { RedrivePolicy: { maxReceiveCount: 5 } } } } },
    },
    pluginManager: { spawn: () => Promise.reject(new Error('must not be called')) },
    processedInput: { commands: [command] },
  }
  const { initialize, ...others } = createHooks(serverless, {})
  initialize()
  expect(JSON.stringify(custom)).toBe(before)
  expect(
    Object.keys(others).filter(
      (hook) => !/^(before:)?offline:start|^(before|after):dynamodb:migrate:/.test(hook),
    ),
  ).toEqual([])
})
