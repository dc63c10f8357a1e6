import { expect, test } from '@jest/globals'
import { configureFunctions } from '../../local/functions.ts'
import { readSettings } from '../../local/settings.ts'

test('a function has the same variables locally and on AWS', () => {
  const onAws = {
    ALLOWED_ORIGINS: 'https://cruddur.example',
    COGNITO_USER_POOL_ID: { Ref: 'UserPool' },
    COGNITO_CLIENT_ID: { Ref: 'UserPoolClient' },
    COGNITO_JWKS_URI: { 'Fn::Sub': 'https://cognito-idp…' },
    WORK_QUEUE_URL: { Ref: 'Work' },
    SOMETHING_ELSE: 'unchanged',
  }
  const functions = {
    getMe: { name: 'getMe', environment: { ...onAws } },
    createUser: { name: 'createUser' },
  }
  configureFunctions(functions, readSettings({ LOCAL_COGNITO_PORT: '9300' }), 'http://127.0.0.1:9301')
  expect(Object.keys(functions.getMe.environment)).toEqual(Object.keys(onAws))
  expect(functions.getMe.environment).toMatchObject({
    COGNITO_JWKS_URI: 'http://127.0.0.1:9300/us-east-1_Local/.well-known/jwks.json',
    SOMETHING_ELSE: 'unchanged',
  })
  expect(functions.createUser).toEqual({ name: 'createUser', environment: {} })
})
