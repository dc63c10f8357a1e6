import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type Aws, startAws } from '../steps/aws.ts'
import * as given from '../steps/given.ts'
import { runs, runsIn } from '../steps/program.ts'
import { runCommand } from '../steps/stack.ts'

given.anEngine()

const folder = mkdtempSync(join(tmpdir(), 'cruddur-utilities-'))
const aFileOf = (name: string, text: string) => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const users = aFileOf('users.csv', 'uuid,handle\n11111111-1111-4111-8111-111111111111,somebody\n')
const record = { eventName: 'INSERT', dynamodb: { Keys: { pk: { S: 'MSG#1' } }, NewImage: {} } }
const letters = aFileOf('letters.jsonl', `${JSON.stringify({ records: [record] })}\n`)

type Usage = { name: string; words: string[]; flags?: string[]; down?: RegExp; missing?: RegExp }

const isDown = /^Nothing answers at 127\.0\.0\.1:9\. Start the stack with "npm start", or say --stage\.\n$/
const isMissing = /^There is no table nowhere\. Is it the right stage\? .*\n$/

/** Every command, with as many words as it takes, and what it says where nothing answers and where there is no table. */
const commands: Usage[] = [
  { name: 'token', words: ['bayko'], down: /^No sign-in answers at http:\/\/127\.0\.0\.1:9\. Start .*\n$/ },
  { name: 'ddb:schema-load', words: [], down: isDown },
  { name: 'ddb:list-tables', words: [], down: isDown },
  { name: 'ddb:drop', words: [], down: isDown, missing: isMissing },
  { name: 'ddb:seed', words: [], down: isDown, missing: isMissing },
  { name: 'ddb:scan', words: [], down: isDown, missing: isMissing },
  { name: 'ddb:get-conversation', words: ['bayko', 'londo'], down: isDown, missing: isMissing },
  { name: 'ddb:list-conversations', words: ['bayko'], down: isDown, missing: isMissing },
  {
    name: 'ddb:rebuild-inbox',
    words: ['11111111-1111-4111-8111-111111111111'],
    down: isDown,
    missing: isMissing,
  },
  {
    name: 'ddb:migrate',
    words: [],
    flags: ['--from', 'older'],
    down: isDown,
    missing: /^There is no table older\.\n$/,
  },
  {
    name: 'ddb:redrive',
    words: [],
    flags: ['--file', letters],
    down: /is kept/, // the handler does not say why it could not
    missing: /is kept/,
  },
  { name: 'cognito:list-users', words: [], down: isDown },
  { name: 'cognito:sync-users', words: [], down: isDown, missing: isMissing },
  { name: 'users:import', words: [users], down: isDown, missing: isMissing },
  { name: 'users:export', words: ['bayko'], down: isDown, missing: isMissing },
  { name: 'users:erase', words: ['bayko'], down: isDown, missing: isMissing },
  { name: 'deploy:web', words: [], down: /^Which stage\? Say --stage <stage>: .*\n$/ },
]

const nowhere = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9', LOCAL_COGNITO_PORT: '9' }
const hasStack = /^ {4}at /m

describe('the commands', () => {
  test('are those of the overview, of the npm scripts, and of this file', async () => {
    const { code, stdout, stderr } = await runCommand(['node', 'bin/cruddur.js']).result()
    expect([code, stderr]).toEqual([0, ''])
    const overview = [...stdout.matchAll(/^ {2}(\S+) {2,}\S/gm)].map(([, name]) => name)
    expect(overview).toEqual(commands.map(({ name }) => name))
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    const utilities = Object.entries(scripts).filter(([name]) =>
      /^(ddb:|cognito:|users:|deploy:|token$)/.test(name),
    )
    expect(utilities).toEqual(overview.map((name) => [name, `node bin/cruddur.js ${name}`]))
  })

  test.each(['ddb:nothing', 'constructor', ''])('"%s" is none of them, and that is said', async (name) => {
    const { code, stdout, stderr } = await runs(name)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(`There is no command "${name}".`)
    expect(stderr).toMatch(/^ {2}ddb:scan {2,}/m)
  })

  test('know -h, beside whatever else is said', async () => {
    const [long, short, withMore] = await Promise.all([
      runs('ddb:scan', '--help'),
      runs('ddb:scan', '-h'),
      runs('ddb:scan', '--limit', '5', '--json', '-h'),
    ])
    expect([short, withMore]).toEqual([long, long])
  })

  test.each([
    ['a flag without its value', ['--stage']],
    ['a value for a flag that takes none', ['--json=yes']],
  ])('refuse %s', async (_, parameters) => {
    const { code, stdout, stderr } = await runs('ddb:scan', ...parameters)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^Option '/)
    expect(stderr).not.toMatch(hasStack)
  })
})

describe.each(commands)('$name', ({ name, words, flags = [], down, missing }) => {
  const says = async (environment: Record<string, string>, ...parameters: string[]) => {
    const { code, stdout, stderr } = await runsIn({ environment }, name, ...parameters)
    return [code, stdout, stderr]
  }

  test('tells with --help what it does, with an example, and refuses a flag that there is not and a word too many', async () => {
    const [help, flag, word] = await Promise.all([
      says(nowhere, '--help'),
      says(nowhere, ...words, '--colour'),
      says(nowhere, ...words, ...flags, 'superfluous'),
    ])
    const example = `Example: npm run (--silent )?${name}\\b`
    expect(help).toEqual([
      0,
      expect.stringMatching(new RegExp(`^\\S.+\\n\\nUsage: {3}npm run ${name} -- .*\\n${example}`)),
      '',
    ])
    expect(flag).toEqual([1, '', expect.stringMatching(/^Unknown option '--colour'/)])
    expect(word).toEqual([1, '', 'What is "superfluous"? --help tells what there is.\n'])
    expect(flag.join('\n')).not.toMatch(hasStack)
  })

  test('says where nothing answers', async () => {
    const [code, , stderr] = await says(nowhere, ...words, ...flags)
    expect([code, stderr]).toEqual([1, expect.stringMatching(down ?? /never/)])
    expect(stderr).not.toMatch(hasStack)
  })

  if (missing) {
    test('says that there is no such table', async () => {
      const [code, , stderr] = await says(
        { TABLE_NAME: 'nowhere', LOCAL_COGNITO_PORT: String(aws.port) },
        ...words,
        ...flags,
      )
      expect([code, stderr]).toEqual([1, expect.stringMatching(missing)])
      expect(stderr).not.toMatch(hasStack)
    })
  }
})

let aws: Aws
beforeAll(async () => {
  aws = await startAws({ people: [{ sub: '22222222-2222-4222-8222-222222222222', preferred_username: 'x' }] })
})

describe('surroundings', () => {
  const expectASentence = ({ stderr }: { stderr: string }, words: RegExp) => {
    expect(stderr).toMatch(words)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }

  test('of which an AWS profile is part change nothing on this machine', async () => {
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
      'a port that is none',
      { AWS_ENDPOINT_URL_DYNAMODB: '', LOCAL_DYNAMODB_PORT: 'abc' },
      /^LOCAL_DYNAMODB_PORT is abc, and no port\./,
    ],
    [
      'an endpoint that is none',
      { AWS_ENDPOINT_URL_DYNAMODB: 'nowhere' },
      /^AWS_ENDPOINT_URL_DYNAMODB is nowhere, and no address\./,
    ],
    [
      'an endpoint without its http',
      { AWS_ENDPOINT_URL_DYNAMODB: 'localhost:8000' },
      /^AWS_ENDPOINT_URL_DYNAMODB is localhost:8000, and no address\./,
    ],
    [
      'a name that nobody has',
      { AWS_ENDPOINT_URL_DYNAMODB: 'http://engine.invalid:8000' },
      /engine\.invalid/,
    ],
  ])('with %s are a sentence', async (_, environment, words) => {
    const answer = await runsIn({ environment }, 'ddb:scan')
    expect([answer.code, answer.stdout]).toEqual([1, ''])
    expectASentence(answer, words)
  })

  test('in which npm has kept --stage for itself are told so, and no local table is touched', async () => {
    const answer = await runsIn({ environment: { npm_config_stage: 'prod' } }, 'ddb:drop')
    expect([answer.code, answer.stdout]).toEqual([1, ''])
    expectASentence(answer, /^npm has kept --stage for itself\. Say it behind a --/)
  })

  test('with a port of Cognito that is none are a sentence for a token, too', async () => {
    const answer = await runsIn({ environment: { LOCAL_COGNITO_PORT: 'abc' } }, 'token', 'bayko')
    expect([answer.code, answer.stdout]).toEqual([1, ''])
    expectASentence(answer, /^LOCAL_COGNITO_PORT is abc, and no port\./)
  })

  test("in which the engine's port is somebody else's web server are no stack", async () => {
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
    ['that is not there', () => join(folder, 'nowhere.jsonl')],
    ['that is none', () => aFileOf('garbage.jsonl', 'garbage\n')],
  ])('%s is named in a sentence', async (_, file) => {
    const { code, stdout, stderr } = await runs('ddb:redrive', '--file', file())
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(file())
    expect(stderr).not.toMatch(hasStack)
  })
})

test('a conversation that is none is not called right', async () => {
  const { code, stderr } = await runs('ddb:rebuild-inbox', 'bayko')
  expect([code, stderr]).toEqual([1, expect.stringContaining('bayko')])
})
