import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from './stack.ts'
import type { Template } from './template.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const noNetwork = fileURLToPath(new URL('noNetwork.cjs', import.meta.url))
const project = ['package.json', 'serverless.yml', 'tsconfig.json', 'local', 'resources', 'seed', 'src']

/** The environment of a machine without an AWS account and without a network. */
export const nowhere = {
  NODE_OPTIONS: `--require=${noNetwork}`,
  AWS_CONFIG_FILE: '/nowhere',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
}

/** Replaces the code of the functions, most of the work of packaging. */
const emptyHandlers = (folder: string) => {
  const handlers = join(folder, 'src/handlers')
  for (const name of readdirSync(handlers)) writeFileSync(join(handlers, name), 'export const handler = {}')
}

/** Copies the project, so that two packagings can run at once without disturbing each other or a running stack. */
const aCopy = () => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-project-'))
  for (const name of project) cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

type Given = {
  stage: string
  parameters?: Record<string, string>
  environment?: Record<string, string>
  /** Whether only the template is of interest: the zips then have no code. */
  isTemplateOnly?: boolean
  /** More files, beside serverless.yml. */
  files?: Record<string, string>
  cwd?: string
}

/** Runs sls package. Its output is in the folder. */
export const packages = async ({
  stage,
  parameters = {},
  environment = nowhere,
  isTemplateOnly,
  files = {},
  cwd,
}: Given) => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-package-'))
  const place = cwd ?? aCopy()
  if (isTemplateOnly && !cwd) emptyHandlers(place)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(place, name), content)
  const flags = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`)
  const command = ['sls', 'package', '--stage', stage, '--package', folder, ...flags]
  const result = await runCommand(command, environment, { cwd: place }).result()
  if (!cwd) rmSync(place, { recursive: true })
  return { folder, ...result }
}

export type Package = { folder: string; text: string; template: Template; zips: string[] }

export const packageIn = (folder: string): Package => {
  const text = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8')
  const zips = readdirSync(folder)
    .filter((name) => name.endsWith('.zip'))
    .map((name) => join(folder, name))
  return { folder, text, template: JSON.parse(text) as Template, zips }
}

/** What packageStages.ts has packaged, once for the whole suite. */
export const thePackage = (name: string): Package => {
  const folder = (JSON.parse(process.env.PACKAGES ?? '{}') as Record<string, string>)[name]
  if (!folder) throw new Error(`Nothing was packaged under the name ${name}.`)
  return packageIn(folder)
}

const inOrder = (part: object) =>
  Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))

/** A template without what differs from run to run: the time in the keys of the zips, and the order of the resources. */
export const withoutTime = ({ text }: Package): string => {
  const template = JSON.parse(text.replaceAll(/\d{13}-\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')) as Template
  const { Resources, Outputs } = template
  return JSON.stringify({ ...template, Resources: inOrder(Resources), Outputs: inOrder(Outputs) }, null, 2)
}
