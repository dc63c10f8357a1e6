import { localPool } from './localPool.ts'
import type { Parameters, Stage } from './validateParameters.ts'

const isOnlyOneSet = (a: string, b: string) => (a === '') !== (b === '')

const maxNameLength = 2048 // Cognito's maximum for an attribute

const validatePool = (
  { userPoolId = '', userPoolClientId = '', userPoolWebAclArn = '', userPoolNameLength = '' }: Parameters,
  stage: Stage,
) => [
  ...(/^([1-9]\d{0,3})?$/.test(userPoolNameLength) && Number(userPoolNameLength) <= maxNameLength
    ? []
    : [
        `userPoolNameLength must be a whole number from 1 to ${maxNameLength}, or empty, not "${userPoolNameLength}".`,
      ]),
  ...(isOnlyOneSet(userPoolId, userPoolClientId)
    ? ['Set userPoolId and userPoolClientId together, or neither.']
    : []),
  ...(userPoolId === localPool.userPoolId || userPoolClientId === localPool.clientId
    ? ['userPoolId is the local user pool. Its signing key is public, so it cannot be used on AWS.']
    : userPoolId !== '' && !userPoolId.startsWith(`${stage.region}_`)
      ? [`userPoolId must be a user pool in ${stage.region}, the stage's region, not ${userPoolId}.`]
      : []),
  ...(userPoolId !== '' && userPoolWebAclArn !== ''
    ? ['userPoolWebAclArn cannot be combined with userPoolId. Associate the web ACL with that pool yourself.']
    : []),
]

// Cognito accepts an SES identity in the pool's region or, for many regions, in one of these.
const sesRegions = ['us-east-1', 'us-west-2', 'eu-west-1']

/** Whether an SES identity, which is an address or a domain with its subdomains, covers an e-mail address. */
const isCovered = (address: string, identity: string) =>
  identity.includes('@') ? address === identity : `.${address.split('@')[1]}`.endsWith(`.${identity}`)

const validateEmail = (
  { emailFrom = '', emailSesArn = '', userPoolId = '' }: Parameters,
  stage: Stage,
): string[] => {
  if (isOnlyOneSet(emailFrom, emailSesArn)) return ['Set emailFrom and emailSesArn together, or neither.']
  if (emailFrom === '') return []
  if (userPoolId !== '')
    return ['emailFrom cannot be combined with userPoolId. Set the sender of that pool yourself.']
  const [, withName, bare] =
    /^(?:[^<>@]+ <([^<>@\s]+@[^<>@\s]+)>|([^<>@\s]+@[^<>@\s]+))$/.exec(emailFrom) ?? []
  const address = withName ?? bare
  if (!address)
    return [`emailFrom: not a valid sender: "${emailFrom}". Example: Cruddur <no-reply@cruddur.example>`]
  const [, region = '', identity] =
    /^arn:[\w-]+:ses:([\w-]+):\d{12}:identity\/([^/\s]+)$/.exec(emailSesArn) ?? []
  if (!identity)
    return ['emailSesArn must be an SES identity. Example: arn:aws:ses:…:identity/cruddur.example']
  const regions = [...new Set([stage.region, ...sesRegions])]
  return [
    ...(regions.includes(region)
      ? []
      : [`emailSesArn must be an identity in ${regions.join(', ')}, not in ${region}.`]),
    ...(isCovered(address, identity)
      ? []
      : [`emailFrom: the SES identity ${identity} does not cover ${address}.`]),
  ]
}

const minTokenMinutes = 5
const maxTokenMinutes = 24 * 60

const validateTokens = ({ accessTokenMinutes = '' }: Parameters) =>
  Number(accessTokenMinutes) >= minTokenMinutes && Number(accessTokenMinutes) <= maxTokenMinutes
    ? []
    : [`accessTokenMinutes must be from ${minTokenMinutes} to ${maxTokenMinutes}, not ${accessTokenMinutes}.`]

/** The problems of the user pool's parameters, one sentence each. */
export const validateUserPool = (parameters: Parameters, stage: Stage): string[] => [
  ...validatePool(parameters, stage),
  ...validateEmail(parameters, stage),
  ...validateTokens(parameters),
]
