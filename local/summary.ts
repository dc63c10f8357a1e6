import type { SeedPerson } from '../seed/people.ts'
import { pool } from './pool.ts'
import type { Settings } from './settings.ts'

type Facts = {
  settings: Settings
  dynamodbUrl: string
  tableName: string
  people: SeedPerson[]
}

const row = (name: string, value: string) => `  ${name.padEnd(13)}${value}`

/** What a person wants to know of a stack that has just come up. */
export const summary = ({ settings, dynamodbUrl, tableName, people }: Facts): string => {
  const { host, httpPort, websocketPort, cognitoPort, webPort, withWeb, dataDir } = settings
  const api = `http://${host}:${httpPort}`
  const [someone] = people
  return [
    '',
    `Cruddur Messages is up`,
    '',
    ...(withWeb ? [row('Web', `http://${host}:${webPort}`)] : []),
    row('API', `${api}/api`),
    row('Sockets', `ws://${host}:${websocketPort}`),
    row('DynamoDB', `${dynamodbUrl}  table ${tableName}`),
    row('Cognito', `http://${host}:${cognitoPort}  pool ${pool.userPoolId}  client ${pool.clientId}`),
    row('Data', dataDir ?? 'in memory: gone when this ends (LOCAL_DATA_DIR=.local keeps it)'),
    '',
    `Sign in with the password ${pool.password} as`,
    ...people.map((person) => row(person.handle, person.email)),
    `Sign up as anybody else: the code of every e-mail is ${pool.confirmationCode}.`,
    '',
    'Try',
    `  curl ${api}/api/health-check`,
    `  curl ${api}/api/users/@${someone?.handle}/short`,
    `  curl -H "Authorization: Bearer $(npm run --silent token -- ${someone?.handle})" ${api}/api/message_groups`,
    '',
    'Ctrl+C ends everything.',
    '',
  ].join('\n')
}
