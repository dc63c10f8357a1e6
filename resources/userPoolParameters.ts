import { localPool } from './localPool.ts'
import type { Parameters, Stage } from './parameters.ts'

const areHalf = (one: string, other: string) => (one === '') !== (other === '')

const longestAttribute = 2048 // of Cognito's own

const ofPool = (
  { userPoolId = '', userPoolClientId = '', userPoolWebAclArn = '', userPoolNameLength = '' }: Parameters,
  stage: Stage,
) => [
  ...(/^([1-9]\d{0,3})?$/.test(userPoolNameLength) && Number(userPoolNameLength) <= longestAttribute
    ? []
    : [
        `userPoolNameLength is ${userPoolNameLength}, and should be a whole number from 1 to ${longestAttribute}, or empty.`,
      ]),
  ...(areHalf(userPoolId, userPoolClientId)
    ? ['userPoolId and userPoolClientId belong together: give both, or neither.']
    : []),
  ...(userPoolId === localPool.userPoolId || userPoolClientId === localPool.clientId
    ? ['userPoolId is the pool of a laptop, whose tokens anybody can make: it lets nobody in on AWS.']
    : userPoolId !== '' && !userPoolId.startsWith(`${stage.region}_`)
      ? [`userPoolId is ${userPoolId}, and the stage is in ${stage.region}: the pool must be, too.`]
      : []),
  ...(userPoolId !== '' && userPoolWebAclArn !== ''
    ? ["userPoolWebAclArn is for a pool of the stage's own: give yours its web ACL where you made it."]
    : []),
]

// Cognito takes an identity of the pool's region or, in many regions, of one of these.
const regionsOfSes = ['us-east-1', 'us-west-2', 'eu-west-1']

/** An identity is an address, or a domain with all its addresses and subdomains. */
const isCovered = (address: string, identity: string) =>
  identity.includes('@') ? address === identity : `.${address.split('@')[1]}`.endsWith(`.${identity}`)

const ofEmail = (
  { emailFrom = '', emailSesArn = '', userPoolId = '' }: Parameters,
  stage: Stage,
): string[] => {
  if (areHalf(emailFrom, emailSesArn))
    return ['emailFrom and emailSesArn belong together: give both, or neither.']
  if (emailFrom === '') return []
  if (userPoolId !== '')
    return ["emailFrom is for a pool of the stage's own: set the sender of yours where you made it."]
  const [, named, bare] = /^(?:[^<>@]+ <([^<>@\s]+@[^<>@\s]+)>|([^<>@\s]+@[^<>@\s]+))$/.exec(emailFrom) ?? []
  const address = named ?? bare
  if (!address)
    return [`emailFrom is "${emailFrom}", and no sender: Cruddur <no-reply@cruddur.example> would be one.`]
  const [, region = '', identity] =
    /^arn:[\w-]+:ses:([\w-]+):\d{12}:identity\/([^/\s]+)$/.exec(emailSesArn) ?? []
  if (!identity)
    return ['emailSesArn is no identity of SES: arn:aws:ses:…:identity/cruddur.example would be one.']
  const regions = [...new Set([stage.region, ...regionsOfSes])]
  return [
    ...(regions.includes(region)
      ? []
      : [`emailSesArn is in ${region}: Cognito takes an identity in ${regions.join(', ')}.`]),
    ...(isCovered(address, identity)
      ? []
      : [`emailFrom is ${address}, which is not of the identity ${identity}.`]),
  ]
}

const shortestMinutes = 5
const longestMinutes = 24 * 60

const ofTokens = ({ accessTokenMinutes = '' }: Parameters) =>
  Number(accessTokenMinutes) >= shortestMinutes && Number(accessTokenMinutes) <= longestMinutes
    ? []
    : [
        `accessTokenMinutes is ${accessTokenMinutes}: Cognito takes from ${shortestMinutes} to ${longestMinutes}.`,
      ]

/** What is wrong with the parameters of the user pool, in sentences. */
export const ofUserPool = (parameters: Parameters, stage: Stage): string[] => [
  ...ofPool(parameters, stage),
  ...ofEmail(parameters, stage),
  ...ofTokens(parameters),
]
