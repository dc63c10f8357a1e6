import { expect, test } from '@jest/globals'
import RoleGenerator from '../../resources/generateRoles.ts'

type Role = { Properties: { Policies: { PolicyDocument: { Statement: object[] } }[] } }

/** What the role of a function with these permissions allows, beside writing its log. */
const allowedBy = (permissions: Record<string, string[]>) => {
  const Resources: Record<string, unknown> = {}
  const { hooks } = new RoleGenerator({
    service: {
      functions: { send: { permissions } },
      resources: { Resources },
      provider: { environment: { TABLE_NAME: 'the-table' } },
      custom: { httpEnvironment: { COGNITO_USER_POOL_ID: 'the-pool' }, pushKeysParameter: '/the/keys' },
    },
    getProvider: () => ({ getStage: () => 'dev' }),
    configSchemaHandler: { defineFunctionProperties: () => {} },
  })
  hooks['package:initialize']?.()
  return (Resources.SendRole as Role).Properties.Policies[0]?.PolicyDocument.Statement.slice(1)
}

test('a function can use the bucket, or only the objects below a prefix', () => {
  const permissions = {
    bucket: ['ListBucket'],
    'bucket/pending': ['GetObject'],
    'bucket/attachments': ['PutObject', 'DeleteObject'],
  }
  expect(allowedBy(permissions)).toEqual([
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: { 'Fn::GetAtt': ['AttachmentsBucket', 'Arn'] } },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: { 'Fn::Sub': `\${AttachmentsBucket.Arn}/pending/*` },
    },
    {
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:DeleteObject'],
      Resource: { 'Fn::Sub': `\${AttachmentsBucket.Arn}/attachments/*` },
    },
  ])
})

test.each(['attachments', 'bucket/', 'bucket/other', 'tables'])(
  'permissions for "%s" are refused',
  (target) => {
    expect(() => allowedBy({ [target]: ['GetObject'] })).toThrow(`permissions: there is no "${target}".`)
  },
)
