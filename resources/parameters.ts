/*
 * Looks at the parameters of serverless.yml before anything is packaged: what CloudFormation would find out half-way
 * through a deployment, or never, is said here in a sentence.
 */
import { pool } from '../local/pool.ts'

export type Parameters = Record<string, string>

type Stage = { name: string; region: string }

const isOfLaptop = (hostname: string) =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/.test(hostname)

const objectionTo = (origin: string, stage: Stage): string[] => {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (url?.origin !== origin || !/^https?:$/.test(url.protocol))
    return [`allowedOrigins has "${origin}", which is no origin: https://cruddur.example would be one.`]
  if (!isOfLaptop(url.hostname))
    return url.protocol === 'https:' ? [] : [`allowedOrigins has ${origin}, which is not encrypted.`]
  return stage.name === 'prod'
    ? [`allowedOrigins has ${origin}: whatever runs on somebody's own machine has no business on prod.`]
    : []
}

const ofOrigins = ({ allowedOrigins = '' }: Parameters, stage: Stage): string[] =>
  allowedOrigins === '' ? [] : allowedOrigins.split(',').flatMap((one) => objectionTo(one.trim(), stage))

const ofTable = ({ tableName = '', tableStreamArn = '' }: Parameters, stage: Stage): string[] =>
  tableStreamArn === '' ||
  new RegExp(`^arn:[\\w-]+:dynamodb:${stage.region}:\\d+:table/${tableName}/stream/`).test(tableStreamArn)
    ? []
    : [`tableStreamArn is no stream of a table ${tableName} in ${stage.region}.`]

const ofUserPool = (
  { userPoolId = '', userPoolClientId = '', userPoolWebAclArn = '', userPoolNameLength = '' }: Parameters,
  stage: Stage,
) => [
  ...(/^([1-9]\d{0,3})?$/.test(userPoolNameLength)
    ? []
    : [`userPoolNameLength is ${userPoolNameLength}, and should be a whole number from 1 on, or empty.`]),
  ...((userPoolId === '') !== (userPoolClientId === '')
    ? ['userPoolId and userPoolClientId belong together: give both, or neither.']
    : []),
  ...(userPoolId === pool.userPoolId || userPoolClientId === pool.clientId
    ? ['userPoolId is the pool of a laptop, whose tokens anybody can make: it lets nobody in on AWS.']
    : userPoolId !== '' && !userPoolId.startsWith(`${stage.region}_`)
      ? [`userPoolId is ${userPoolId}, and the stage is in ${stage.region}: the pool must be, too.`]
      : []),
  ...(userPoolId !== '' && userPoolWebAclArn !== ''
    ? ["userPoolWebAclArn is for a pool of the stage's own: give yours its web ACL where you made it."]
    : []),
]

const isCertificateIn = (region: string, arn: string) => new RegExp(`^arn:[\\w-]+:acm:${region}:`).test(arn)

const ofDomains = (parameters: Parameters, stage: Stage) => {
  const { webDomain = '', webCertificateArn = '', apiDomain = '', socketsDomain = '' } = parameters
  const { gatewayCertificateArn = '', hostedZoneId = '' } = parameters
  const domains = Object.entries({ webDomain, apiDomain, socketsDomain }).filter(
    ([, domain]) => domain !== '',
  )
  const names = domains.map(([, domain]) => domain)
  const hasGateway = apiDomain !== '' || socketsDomain !== ''
  return [
    ...domains.flatMap(([name, domain]) =>
      /^([a-z\d-]+\.)+[a-z\d-]+$/.test(domain)
        ? []
        : [`${name} is "${domain}", and no domain: cruddur.example would be one.`],
    ),
    ...(new Set(names).size < names.length ? ['webDomain, apiDomain and socketsDomain must differ.'] : []),
    ...((webDomain === '') !== (webCertificateArn === '')
      ? ['webDomain and webCertificateArn belong together: give both, or neither.']
      : []),
    ...(hasGateway !== (gatewayCertificateArn !== '')
      ? ['apiDomain or socketsDomain, and gatewayCertificateArn, belong together: give both, or neither.']
      : []),
    ...(webCertificateArn !== '' && !isCertificateIn('us-east-1', webCertificateArn)
      ? ['webCertificateArn is no certificate in us-east-1, where CloudFront looks for it.']
      : []),
    ...(gatewayCertificateArn !== '' && !isCertificateIn(stage.region, gatewayCertificateArn)
      ? [`gatewayCertificateArn is no certificate in ${stage.region}, where the gateways are.`]
      : []),
    ...(hostedZoneId !== '' && domains.length === 0
      ? ['hostedZoneId is given, and no domain to enter there.']
      : []),
  ]
}

const isWebAclOf = (scope: 'global' | 'regional', region: string, arn: string) =>
  new RegExp(`^arn:[\\w-]+:wafv2:${region}:\\d+:${scope}/webacl/`).test(arn)

const ofWebAcls = ({ webAclArn = '', userPoolWebAclArn = '', apiDomain = '' }: Parameters, stage: Stage) => [
  ...(webAclArn !== '' && !isWebAclOf('global', 'us-east-1', webAclArn)
    ? ['webAclArn is no web ACL of the scope CLOUDFRONT.']
    : []),
  ...(userPoolWebAclArn !== '' && !isWebAclOf('regional', stage.region, userPoolWebAclArn)
    ? [`userPoolWebAclArn is no web ACL of the scope REGIONAL in ${stage.region}.`]
    : []),
  ...(webAclArn !== '' && apiDomain !== ''
    ? [
        'apiDomain would be a way around webAclArn, which has the API under the web address: give one of them.',
      ]
    : []),
]

const ofNumbers = (parameters: Parameters, defaults: Record<string, unknown>): string[] =>
  Object.entries(parameters).flatMap(([name, value]) =>
    typeof defaults[name] !== 'number' || /^[1-9]\d*$/.test(value)
      ? []
      : [`${name} is ${value}, and should be a whole number from 1 on.`],
  )

/** What is wrong with the parameters, each in a sentence. */
export const objectionsTo = (
  parameters: Parameters,
  defaults: Record<string, unknown>,
  stage: Stage,
): string[] => [
  ...Object.keys(parameters).flatMap((name) =>
    name in defaults ? [] : [`There is no parameter "${name}".`],
  ),
  ...ofNumbers(parameters, defaults),
  ...ofTable(parameters, stage),
  ...ofOrigins(parameters, stage),
  ...ofUserPool(parameters, stage),
  ...ofDomains(parameters, stage),
  ...ofWebAcls(parameters, stage),
]

type Serverless = {
  configurationInput: { params: Record<string, Record<string, unknown>> }
  processedInput: { options: { param?: string[] } }
  getProvider: (name: 'aws') => { getStage: () => string; getRegion: () => string }
  classes: { Error: new (message: string) => Error }
}

const textsOf = (values: Record<string, unknown> = {}): Parameters =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))

export default class CheckedParameters {
  hooks: Record<string, () => void>

  constructor(serverless: Serverless) {
    const check = () => {
      const { configurationInput, processedInput } = serverless
      const provider = serverless.getProvider('aws')
      const stage = { name: provider.getStage(), region: provider.getRegion() }
      const { default: all = {}, [stage.name]: ofStage } = configurationInput.params
      const typed = (processedInput.options.param ?? []).map((one) => one.split(/=(.*)/s).slice(0, 2))
      const parameters = { ...textsOf(all), ...textsOf(ofStage), ...textsOf(Object.fromEntries(typed)) }
      const objections = objectionsTo(parameters, all, stage)
      if (objections.length > 0) throw new serverless.classes.Error(objections.join('\n'))
    }
    this.hooks = { 'before:package:initialize': check, 'before:deploy:function:initialize': check }
  }
}
