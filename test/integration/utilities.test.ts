import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type Aws, startAws } from '../steps/aws.ts'
import { aFileOf, commands, folder, hasStack } from '../steps/commands.ts'
import * as given from '../steps/given.ts'
import { runs, runsEachIn, runsIn } from '../steps/program.ts'
import { runCommand } from '../steps/stack.ts'

given.anEngine()

// The SDK waits before each retry.
const withoutRetry = { AWS_MAX_ATTEMPTS: '1' }

describe('the commands', () => {
  test('are those of the overview, of the npm scripts, and of this file', async () => {
    const { code, stdout, stderr } = await runCommand(['node', 'bin/cruddur.js']).result()
    expect([code, stderr]).toEqual([0, ''])
    const overview = [...stdout.matchAll(/^ {2}(\S+) {2,}\S/gm)].map(([, name]) => name)
    expect(overview).toEqual(commands.map(({ name }) => name))
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    const utilities = Object.entries(scripts).filter(([name]) =>
      /^(ddb:|cognito:|users:|reports:|push:|deploy:|token$|chat$)/.test(name),
    )
    expect(utilities).toEqual(overview.map((name) => [name, `node bin/cruddur.js ${name}`]))
  })

  test.each(['ddb:nothing', 'constructor', ''])('"%s" is an unknown command', async (name) => {
    const { code, stdout, stderr } = await runs(name)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(`Unknown command: ${name}\n`)
    expect(stderr).toMatch(/^ {2}ddb:scan {2,}/m)
  })

  test('accept -h with any other options', async () => {
    const [long, short, withMore] = await Promise.all([
      runs('ddb:scan', '--help'),
      runs('ddb:scan', '-h'),
      runs('ddb:scan', '--limit', '5', '--json', '-h'),
    ])
    expect([short, withMore]).toEqual([long, long])
  })

  test.each([
    ['an option without its value', ['--stage']],
    ['a value for an option that takes none', ['--json=yes']],
  ])('refuse %s', async (_, parameters) => {
    const { code, stdout, stderr } = await runs('ddb:scan', ...parameters)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^Option '/)
    expect(stderr).not.toMatch(hasStack)
  })
})

describe.each(commands)('$name', ({ name, words, flags = [], missing }) => {
  test('explains itself with --help, and rejects unknown flags and extra arguments', async () => {
    const help = await runs(name, '--help')
    const flag = await runs(name, ...words, '--colour')
    const word = await runs(name, ...words, ...flags, 'superfluous')
    const example = `\\nExample:\\n  npm run (--silent )?${name}\\b`
    expect(help).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        new RegExp(`^\\S.+\\n\\nUsage: npm run ${name} -- .*\\n[^]*\\nOptions:\\n[^]*${example}`),
      ),
      stderr: '',
    })
    expect(flag).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Unknown option '--colour'/),
    })
    expect(word).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Unexpected argument: superfluous\n',
    })
    expect(flag.stderr).not.toMatch(hasStack)
  })

  if (missing) {
    test('reports a missing table', async () => {
      const pool = name.startsWith('cognito:') ? { LOCAL_COGNITO_PORT: String(aws.port) } : {}
      const environment = { TABLE_NAME: 'nowhere', ...pool }
      const { code, stderr } = await runsIn({ environment }, name, ...words, ...flags)
      expect([code, stderr]).toEqual([1, expect.stringMatching(missing)])
      expect(stderr).not.toMatch(hasStack)
    })
  }
})

test('every command reports an unreachable endpoint', async () => {
  const nowhere = {
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
    LOCAL_COGNITO_PORT: '9',
    ...withoutRetry,
  }
  const all = commands.map(({ name, words, flags = [] }) => [name, ...words, ...flags])
  const answers = await runsEachIn(nowhere, all)
  expect(answers.map(({ code, stderr }, index) => [commands[index]?.name, code, stderr])).toEqual(
    commands.map(({ name, down }) => [name, 1, expect.stringMatching(down)]),
  )
  for (const { stderr } of answers) expect(stderr).not.toMatch(hasStack)
})

let aws: Aws
beforeAll(async () => {
  aws = await startAws({ people: [{ sub: '22222222-2222-4222-8222-222222222222', preferred_username: 'x' }] })
})

describe('the environment', () => {
  const expectASentence = ({ stderr }: { stderr: string }, words: RegExp) => {
    expect(stderr).toMatch(words)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }

  test('may name an AWS profile, which local commands ignore', async () => {
    const { code, stderr } = await runsIn(
      { environment: { AWS_PROFILE: 'work' } },
      'ddb:scan',
      '--limit',
      '1',
    )
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^\n\d+ items of /)])
  })

  test.each([
    [
      'an invalid port',
      { AWS_ENDPOINT_URL_DYNAMODB: '', LOCAL_DYNAMODB_PORT: 'abc' },
      /^LOCAL_DYNAMODB_PORT is not a valid port: abc/,
    ],
    [
      'an invalid endpoint',
      { AWS_ENDPOINT_URL_DYNAMODB: 'nowhere' },
      /^AWS_ENDPOINT_URL_DYNAMODB is not a URL: nowhere/,
    ],
    [
      'an endpoint without a scheme',
      { AWS_ENDPOINT_URL_DYNAMODB: 'localhost:8000' },
      /^AWS_ENDPOINT_URL_DYNAMODB is not a URL: localhost:8000/,
    ],
    [
      'an unknown host',
      { AWS_ENDPOINT_URL_DYNAMODB: 'http://engine.invalid:8000', ...withoutRetry },
      /engine\.invalid/,
    ],
  ])('with %s is an error', async (_, environment, words) => {
    const answer = await runsIn({ environment }, 'ddb:scan')
    expect([answer.code, answer.stdout]).toEqual([1, ''])
    expectASentence(answer, words)
  })

  test('in which npm has taken --stage for itself is an error, and the local table is not touched', async () => {
    const answer = await runsIn({ environment: { npm_config_stage: 'prod' } }, 'ddb:drop')
    expect([answer.code, answer.stdout]).toEqual([1, ''])
    expectASentence(answer, /^npm took --stage for itself\. Put options after a --/)
  })

  test('with an invalid port of Cognito is an error', async () => {
    const answer = await runsIn({ environment: { LOCAL_COGNITO_PORT: 'abc' } }, 'token', 'bayko')
    expect([answer.code, answer.stdout]).toEqual([1, ''])
    expectASentence(answer, /^LOCAL_COGNITO_PORT is not a valid port: abc/)
  })

  test("with another web server on the engine's port is an error without a stack trace", async () => {
    const server = createServer((_, response) => response.writeHead(404).end('<h1>Not found</h1>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { code, stdout, stderr } = await runsIn({ environment: { AWS_ENDPOINT_URL_DYNAMODB } }, 'ddb:scan')
    server.closeAllConnections()
    server.close()
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).not.toMatch(hasStack)
  })
})

describe('a file of dead letters', () => {
  test.each([
    ['that does not exist', () => join(folder, 'nowhere.jsonl')],
    ['with garbage', () => aFileOf('garbage.jsonl', 'garbage\n')],
  ])('%s is an error that names it', async (_, file) => {
    const { code, stdout, stderr } = await runs('ddb:redrive', '--file', file())
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(file())
    expect(stderr).not.toMatch(hasStack)
  })
})

test('an invalid conversation uuid is an error', async () => {
  const { code, stderr } = await runs('ddb:rebuild-inbox', 'bayko')
  expect([code, stderr]).toEqual([1, expect.stringContaining('bayko')])
})
