import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { nowhere, packageIn, packages, thePackage, withoutTime } from '../steps/packaged.ts'
import { everySetting } from '../steps/settings.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Packages in the folder of the running stack. */
const beside = async (environment: Record<string, string>) => {
  const { folder, code, stderr } = await packages({ stage: 'prod', cwd: root, environment })
  if (code !== 0) throw new Error(stderr)
  const text = withoutTime(packageIn(folder))
  rmSync(folder, { recursive: true })
  return text
}

/** The template of a copy of the project: the one that the package suite has made, if it runs too. */
const elsewhere = async () => {
  if (process.env.PACKAGES) return withoutTime(thePackage('prod'))
  const { folder } = await packages({ stage: 'prod' })
  const text = withoutTime(packageIn(folder))
  rmSync(folder, { recursive: true })
  return text
}

test('packaging ignores a running stack and does not disturb it', async () => {
  const expected = await elsewhere()
  expect(await beside({ ...everySetting, ...process.env, ...nowhere } as Record<string, string>)).toBe(
    expected,
  )
  const handle = given.aHandle('nobody')
  then.isRefused(await calls('GET', `/api/users/@${handle}/short`), 404, 'user_not_found')
  then.isRefused(await calls('POST', '/api/messages', { body: {} }), 401, 'unauthorized')
})

test('conflicting parameters are refused with a message each, before anything is packaged', async () => {
  const { code, stdout, stderr } = await packages({
    stage: 'prod',
    parameters: {
      userPoolId: 'us-east-1_Local',
      userPoolClientId: 'local-web-client',
      allowedOrigins: 'http://localhost:5173',
    },
  })
  expect(code).toBe(1)
  expect(stdout + stderr).toContain('userPoolId is the local user pool')
  expect(stdout + stderr).toContain('allowedOrigins: the local origin http://localhost:5173')
  expect(stdout + stderr).not.toContain('Service packaged')
})
