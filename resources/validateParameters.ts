/*
 * Serverless plugin: validates the parameters of serverless.yml before packaging. CloudFormation would report these mistakes
 * in the middle of a deployment, or never.
 */
import { validateUserPool } from './validateUserPool.ts'

export type Parameters = Record<string, string>

export type Stage = { name: string; region: string }

const isLocalHost = (hostname: string) =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/.test(hostname)

const validateOrigin = (origin: string, stage: Stage): string[] => {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (url?.origin !== origin || !/^https?:$/.test(url.protocol))
    return [`allowedOrigins: not a valid origin: "${origin}". Example: https://cruddur.example`]
  if (!isLocalHost(url.hostname))
    return url.protocol === 'https:' ? [] : [`allowedOrigins: ${origin} must use https.`]
  return stage.name === 'prod' ? [`allowedOrigins: the local origin ${origin} is not allowed on prod.`] : []
}

const validateOrigins = ({ allowedOrigins = '' }: Parameters, stage: Stage): string[] =>
  allowedOrigins === ''
    ? []
    : allowedOrigins.split(',').flatMap((origin) => validateOrigin(origin.trim(), stage))

const validateTable = ({ tableName = '', tableStreamArn = '' }: Parameters, stage: Stage): string[] =>
  tableStreamArn === '' ||
  new RegExp(`^arn:[\\w-]+:dynamodb:${stage.region}:\\d+:table/${tableName}/stream/`).test(tableStreamArn)
    ? []
    : [`tableStreamArn must be the stream of the table ${tableName} in ${stage.region}.`]

const isCertificateIn = (region: string, arn: string) => new RegExp(`^arn:[\\w-]+:acm:${region}:`).test(arn)

const validateDomains = (parameters: Parameters, stage: Stage) => {
  const { webDomain = '', webCertificateArn = '', apiDomain = '', socketsDomain = '' } = parameters
  const { gatewayCertificateArn = '', hostedZoneId = '' } = parameters
  const domains = Object.entries({ webDomain, apiDomain, socketsDomain }).filter(
    ([, domain]) => domain !== '',
  )
  const names = domains.map(([, domain]) => domain)
  const hasGatewayDomain = apiDomain !== '' || socketsDomain !== ''
  return [
    ...domains.flatMap(([name, domain]) =>
      /^([a-z\d-]+\.)+[a-z\d-]+$/.test(domain)
        ? []
        : [`${name}: not a valid domain: "${domain}". Example: cruddur.example`],
    ),
    ...(new Set(names).size < names.length ? ['webDomain, apiDomain and socketsDomain must differ.'] : []),
    ...((webDomain === '') !== (webCertificateArn === '')
      ? ['Set webDomain and webCertificateArn together, or neither.']
      : []),
    ...(hasGatewayDomain !== (gatewayCertificateArn !== '')
      ? ['Set gatewayCertificateArn together with apiDomain or socketsDomain, or none of them.']
      : []),
    ...(webCertificateArn !== '' && !isCertificateIn('us-east-1', webCertificateArn)
      ? ['webCertificateArn must be a certificate in us-east-1, as CloudFront requires.']
      : []),
    ...(gatewayCertificateArn !== '' && !isCertificateIn(stage.region, gatewayCertificateArn)
      ? [`gatewayCertificateArn must be a certificate in ${stage.region}, the stage's region.`]
      : []),
    ...(hostedZoneId !== '' && domains.length === 0
      ? ['hostedZoneId requires webDomain, apiDomain or socketsDomain.']
      : []),
  ]
}

const isWebAclOf = (scope: 'global' | 'regional', region: string, arn: string) =>
  new RegExp(`^arn:[\\w-]+:wafv2:${region}:\\d+:${scope}/webacl/`).test(arn)

const validateWebAcls = (
  { webAclArn = '', userPoolWebAclArn = '', apiDomain = '' }: Parameters,
  stage: Stage,
) => [
  ...(webAclArn !== '' && !isWebAclOf('global', 'us-east-1', webAclArn)
    ? ['webAclArn must be a web ACL with the scope CLOUDFRONT.']
    : []),
  ...(userPoolWebAclArn !== '' && !isWebAclOf('regional', stage.region, userPoolWebAclArn)
    ? [`userPoolWebAclArn must be a web ACL with the scope REGIONAL in ${stage.region}.`]
    : []),
  ...(webAclArn !== '' && apiDomain !== ''
    ? ['Set webAclArn or apiDomain, not both: requests to apiDomain would bypass the web ACL.']
    : []),
]

const validateNumbers = (parameters: Parameters, defaults: Record<string, unknown>): string[] =>
  Object.entries(parameters).flatMap(([name, value]) =>
    typeof defaults[name] !== 'number' || /^[1-9]\d*$/.test(value)
      ? []
      : [`${name} must be a whole number of at least 1, not "${value}".`],
  )

/** The problems of the parameters, one sentence each. */
export const validateParameters = (
  parameters: Parameters,
  defaults: Record<string, unknown>,
  stage: Stage,
): string[] => [
  ...Object.keys(parameters).flatMap((name) => (name in defaults ? [] : [`Unknown parameter: ${name}`])),
  ...validateNumbers(parameters, defaults),
  ...validateTable(parameters, stage),
  ...validateOrigins(parameters, stage),
  ...validateUserPool(parameters, stage),
  ...validateDomains(parameters, stage),
  ...validateWebAcls(parameters, stage),
]

type Serverless = {
  configurationInput: { params: Record<string, Record<string, unknown>> }
  processedInput: { options: { param?: string[] } }
  getProvider: (name: 'aws') => { getStage: () => string; getRegion: () => string }
  classes: { Error: new (message: string) => Error }
}

const toStrings = (values: Record<string, unknown> = {}): Parameters =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))

export default class ParameterValidator {
  hooks: Record<string, () => void>

  constructor(serverless: Serverless) {
    const validate = () => {
      const { configurationInput, processedInput } = serverless
      const provider = serverless.getProvider('aws')
      const stage = { name: provider.getStage(), region: provider.getRegion() }
      const { default: defaults = {}, [stage.name]: overrides } = configurationInput.params
      const commandLine = Object.fromEntries(
        (processedInput.options.param ?? []).map((option) => option.split(/=(.*)/s).slice(0, 2)),
      )
      const parameters = toStrings({ ...defaults, ...overrides, ...commandLine })
      const problems = validateParameters(parameters, defaults, stage)
      if (problems.length > 0) throw new serverless.classes.Error(problems.join('\n'))
    }
    this.hooks = { 'before:package:initialize': validate, 'before:deploy:function:initialize': validate }
  }
}
