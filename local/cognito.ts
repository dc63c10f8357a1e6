import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readParameters } from '../resources/readParameters.ts'
import type { SeedPerson } from '../seed/people.ts'
import { type Child, startChild } from './childProcess.ts'
import { pool } from './pool.ts'
import { isResponding, waitFor } from './waitFor.ts'

const cognitoServer = fileURLToPath(new URL('cognitoServer.ts', import.meta.url))

const describeUser = (person: SeedPerson) => ({
  Username: person.cognito_user_id,
  Password: pool.password,
  Enabled: true,
  UserStatus: 'CONFIRMED',
  Attributes: Object.entries({
    sub: person.cognito_user_id,
    email: person.email,
    email_verified: 'true',
    name: person.display_name,
    preferred_username: person.handle,
  }).map(([Name, Value]) => ({ Name, Value })),
  RefreshTokens: [],
  UserCreateDate: '2026-01-01T00:00:00.000Z',
  UserLastModifiedDate: '2026-01-01T00:00:00.000Z',
})

type Parameters = Record<string, unknown>

const describePool = (people: SeedPerson[], { userPoolNameLength }: Parameters) => ({
  Options: {
    Id: pool.userPoolId,
    Name: 'cruddur-local',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    MfaConfiguration: 'OFF',
    // As in resources/cognito.yml. cognito-local stores the maximum length of a name but does not enforce it.
    SchemaAttributes: ['email', 'name', 'preferred_username'].map((Name) => ({
      Name,
      AttributeDataType: 'String',
      Mutable: true,
      Required: true,
      ...(Name === 'name'
        ? { StringAttributeConstraints: { MinLength: '1', MaxLength: userPoolNameLength } }
        : {}),
    })),
  },
  Users: Object.fromEntries(people.map((person) => [person.cognito_user_id, describeUser(person)])),
})

const describeClients = ({ accessTokenMinutes }: Parameters) => ({
  Clients: {
    [pool.clientId]: {
      ClientId: pool.clientId,
      ClientName: 'web',
      UserPoolId: pool.userPoolId,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AccessTokenValidity: accessTokenMinutes,
      IdTokenValidity: accessTokenMinutes,
      RefreshTokenValidity: 30,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' },
    },
  },
})

type Options = {
  host: string
  port: number
  folder: string
  lambdaUrl: string
  createUserFunction: string
  people: SeedPerson[]
}

/** Writes the files of cognito-local. An existing user pool is kept, with the users who signed up. */
const writePoolFiles = ({ host, port, folder, lambdaUrl, createUserFunction, people }: Options) => {
  const write = (file: string, content: unknown) =>
    writeFileSync(join(folder, '.cognito', file), JSON.stringify(content, null, 2))
  mkdirSync(join(folder, '.cognito', 'db'), { recursive: true })
  write('config.json', {
    ServerConfig: { hostname: host, port },
    TokenConfig: { IssuerDomain: `https://cognito-idp.${pool.region}.amazonaws.com` },
    TriggerFunctions: { PostConfirmation: createUserFunction },
    LambdaClient: { endpoint: lambdaUrl, region: pool.region },
  })
  const parameters = readParameters()
  write(join('db', 'clients.json'), describeClients(parameters))
  const poolFile = join('db', `${pool.userPoolId}.json`)
  if (!existsSync(join(folder, '.cognito', poolFile))) write(poolFile, describePool(people, parameters))
}

/** Starts cognito-local with one user pool, and waits until it responds. */
export const startCognito = async (options: Options): Promise<Child> => {
  writePoolFiles(options)
  const child = startChild('Cognito', [process.execPath, cognitoServer], {
    cwd: options.folder,
    env: { ...process.env, CODE: pool.confirmationCode, AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1' },
  })
  await waitFor('Cognito', isResponding(`http://${options.host}:${options.port}/health`), child)
  return child
}
