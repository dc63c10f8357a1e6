import { runCommand } from './stack.ts'

/** Runs a command of bin/ as a person would, against the DynamoDB of this test file. */
export const runs = (command: string, ...parameters: string[]) => {
  const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '' } = process.env
  return runCommand(['node', 'bin/cruddur.ts', command, ...parameters], {
    AWS_ENDPOINT_URL_DYNAMODB,
    TABLE_NAME,
  }).result()
}
