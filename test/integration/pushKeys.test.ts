import { beforeEach, describe, expect, test } from '@jest/globals'
import { pushKeysFrom } from '../../src/domain/pushKeys.ts'
import { type Aws, anAccountAt, startAws } from '../steps/aws.ts'
import * as given from '../steps/given.ts'
import { runsIn } from '../steps/program.ts'
import { outputs } from '../steps/webStage.ts'

given.anEngine({ hasStream: false })

const { PushKeysParameter: name, ...withoutPushes } = outputs
const contact = 'mailto:ops@cruddur.example'
const everybodyAgain = 'All browsers have to subscribe again: the client does so when it is opened.'
const next = 'Next: npm run deploy:web -- --stage prod'

let aws: Aws
beforeEach(async () => {
  aws = await startAws({
    stacks: { 'cruddur-messages-prod': outputs, 'cruddur-messages-older': withoutPushes },
  })
})

const creates = (...flags: string[]) =>
  runsIn({ environment: anAccountAt(aws), isAlone: true }, 'push:keys', ...flags)
const createsFor = (stage: string, ...flags: string[]) =>
  creates('--stage', stage, '--contact', contact, ...flags)

const stored = () => pushKeysFrom(aws.account.parameters.get(name))

describe('npm run push:keys', () => {
  test('stores keys for the stage, encrypted, and prints the public one and the next step', async () => {
    const { code, stdout, stderr } = await createsFor('prod')
    const { publicKey, privateKey } = stored()
    expect([code, JSON.parse(stdout), stderr]).toEqual([
      0,
      { parameter: name, public_key: publicKey },
      `${next}\n`,
    ])
    expect(stored().contact).toBe(contact)
    expect(stdout).not.toContain(privateKey)
    expect(aws.asked.filter(({ operation }) => operation === 'PutParameter')).toEqual([
      expect.objectContaining({ input: expect.objectContaining({ Type: 'SecureString', Overwrite: false }) }),
    ])
  })

  test('never replaces keys by itself, and does with --replace, after which browsers have to subscribe again', async () => {
    await createsFor('prod')
    const before = stored()
    const again = await createsFor('prod')
    expect([again.code, again.stdout, again.stderr]).toEqual([
      1,
      '',
      `The stage prod has keys, which were not changed. To replace them, pass --replace. ${everybodyAgain}\n`,
    ])
    expect(stored()).toEqual(before)
    const replaced = await createsFor('prod', '--replace')
    expect([replaced.code, replaced.stderr]).toEqual([0, `${everybodyAgain}\n${next}\n`])
    expect(stored().publicKey).toBe(JSON.parse(replaced.stdout).public_key)
    expect(stored().publicKey).not.toBe(before.publicKey)
  })

  test('also takes the address of a page as the contact', async () => {
    const { code } = await creates('--stage', 'prod', '--contact', 'https://cruddur.example/contact')
    expect([code, stored().contact]).toEqual([0, 'https://cruddur.example/contact'])
  })

  test.each<[string, () => ReturnType<typeof creates>, RegExp]>([
    [
      'no contact is given',
      () => creates('--stage', 'prod'),
      /^Missing option: --contact <url>\. Example: .*\n$/,
    ],
    [
      'the contact is not a URL',
      () => creates('--stage', 'prod', '--contact', 'ops@cruddur.example'),
      /^--contact must be a mailto: or https: URL, not ops@cruddur\.example\n$/,
    ],
    ['the stage does not exist', () => createsFor('qa'), /^No stack cruddur-messages-qa in us-east-1\./],
    [
      'the stage was last deployed before there were push messages',
      () => createsFor('older'),
      /^The stage older has no place for the keys\. Deploy the stage first: .*\n$/,
    ],
    [
      'access is denied',
      () => {
        aws.account.mayUseParameters = false
        return createsFor('prod')
      },
      /^No access to the SSM parameter \/cruddur-messages\/prod\/push-keys\. Required permission: ssm:PutParameter\.\n$/,
    ],
  ])('prints an error if %s, and stores nothing', async (_, run, words) => {
    const { code, stdout, stderr } = await run()
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
    expect(aws.account.parameters.size).toBe(0)
  })
})
