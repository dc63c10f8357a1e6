import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export const readYaml = (file: string) =>
  parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'), { logLevel: 'silent' })

/** The parameters of a stage in serverless.yml, for code that runs without the Serverless Framework. */
export const readParameters = (stage = 'dev'): Record<string, unknown> => {
  const { params } = readYaml('serverless.yml')
  return { ...params.default, ...params[stage] }
}
