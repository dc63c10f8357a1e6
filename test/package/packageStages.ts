import { packages } from '../steps/packaged.ts'

const arn = 'arn:aws'
const certificate = (region: string) => `${arn}:acm:${region}:111122223333:certificate/00000000`

// The parameters of a stage change its template, but not the code of its functions.
const variants = {
  prod: { stage: 'prod' },
  dev: { stage: 'dev', isTemplateOnly: true },
  own: {
    stage: 'prod',
    isTemplateOnly: true,
    parameters: {
      webDomain: 'cruddur.example',
      webCertificateArn: certificate('us-east-1'),
      apiDomain: 'api.cruddur.example',
      socketsDomain: 'live.cruddur.example',
      gatewayCertificateArn: certificate('us-east-1'),
      hostedZoneId: 'Z0000000EXAMPLE',
      userPoolId: 'us-east-1_Example01',
      userPoolClientId: 'their-client',
      allowedOrigins: 'https://admin.cruddur.example',
      alarmEmail: 'ops@cruddur.example',
      billing: 'provisioned',
      tableProtection: 'false',
      capacityMaximum: '80',
    },
  },
  guarded: {
    stage: 'dev',
    isTemplateOnly: true,
    parameters: {
      tableName: 'cruddur-messages-restored',
      tableStreamArn: `${arn}:dynamodb:us-east-1:111122223333:table/cruddur-messages-restored/stream/2026-01-01`,
      webAclArn: `${arn}:wafv2:us-east-1:111122223333:global/webacl/web/00000000`,
      userPoolWebAclArn: `${arn}:wafv2:us-east-1:111122223333:regional/webacl/sign-in/00000000`,
      emailFrom: 'Cruddur <no-reply@cruddur.example>',
      emailSesArn: `${arn}:ses:us-east-1:111122223333:identity/cruddur.example`,
      accessTokenMinutes: '5',
    },
  },
}

/** Creates the packages for the tests of this suite, two at a time. */
export default async () => {
  const folders: Record<string, string> = {}
  const due = Object.entries(variants)
  const work = async () => {
    for (let next = due.shift(); next; next = due.shift()) {
      const [name, variant] = next
      const { folder, code, stdout, stderr } = await packages(variant)
      if (code !== 0) throw new Error(`${name} cannot be packaged:\n${stdout}${stderr}`)
      folders[name] = folder
    }
  }
  await Promise.all([work(), work()])
  process.env.PACKAGES = JSON.stringify(folders)
}
