import type { SeedPerson } from '../seed/people.ts'
import { pool } from './pool.ts'
import { bucketName, type Settings } from './settings.ts'

type Facts = {
  settings: Settings
  dynamodbUrl: string
  tableName: string
  people: SeedPerson[]
}

const row = (name: string, value: string) => `  ${name.padEnd(13)}${value}`

/** What `sls offline` prints when the stack is ready. */
export const createSummary = ({ settings, dynamodbUrl, tableName, people }: Facts): string => {
  const { host, httpPort, websocketPort, cognitoPort, bucketPort, webPort, hasWeb, dataDir } = settings
  const api = `http://${host}:${httpPort}`
  const [firstPerson] = people
  return [
    '',
    `Cruddur Messages is ready`,
    '',
    ...(hasWeb ? [row('Web client', `http://${host}:${webPort}`)] : []),
    row('API', `${api}/api`),
    row('WebSockets', `ws://${host}:${websocketPort}`),
    row('DynamoDB', `${dynamodbUrl}  table ${tableName}`),
    row('Cognito', `http://${host}:${cognitoPort}  pool ${pool.userPoolId}  client ${pool.clientId}`),
    row('Bucket', `http://${host}:${bucketPort}/${bucketName}`),
    row('Data', dataDir ?? 'in memory (set LOCAL_DATA_DIR=.local to keep it after a restart)'),
    '',
    `Demo users, all with the password ${pool.password}`,
    ...people.map((person) => row(person.handle, person.email)),
    `To sign up a new user, enter the confirmation code ${pool.confirmationCode}. No e-mail is sent.`,
    '',
    'Try it',
    `  curl ${api}/api/health-check`,
    `  curl ${api}/api/users/@${firstPerson?.handle}/short`,
    `  curl -H "Authorization: Bearer $(npm run --silent token -- ${firstPerson?.handle})" ${api}/api/message_groups`,
    '',
    'Press Ctrl+C to stop.',
    '',
  ].join('\n')
}
