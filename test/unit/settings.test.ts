import { expect, test } from '@jest/globals'
import { findEngine } from '../../local/dynamodb.ts'
import { readSettings } from '../../local/settings.ts'

test('every setting of the local stack has a default', () => {
  expect(readSettings({})).toMatchObject({
    httpPort: 3000,
    websocketPort: 3001,
    dynamodbPort: 8000,
    dataDir: undefined,
  })
})

test.each(['abc', '0', '65536', '3000.5'])('%s is refused as a port, by the name of its setting', (value) => {
  expect(() => readSettings({ LOCAL_HTTP_PORT: value })).toThrow(
    `LOCAL_HTTP_PORT is not a valid port: ${value}`,
  )
})

test('a missing engine is an error that names the alternatives', () => {
  expect(() => findEngine('plan9-mips', '/nowhere')).toThrow(
    /No embedded DynamoDB is installed for plan9-mips[\s\S]*"dynoxide"[\s\S]*AWS_ENDPOINT_URL_DYNAMODB[\s\S]*Java[\s\S]*Docker/,
  )
})
