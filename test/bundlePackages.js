import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

// Jest loads every module anew for each test file. These packages are 300 files, and a few bundles of them load faster.
// Each package is in one bundle only, so that tests and functions share its classes.
const ecmaScript = [
  '@aws-sdk/client-apigatewaymanagementapi',
  '@aws-sdk/client-cloudformation',
  '@aws-sdk/client-cloudfront',
  '@aws-sdk/client-cognito-identity-provider',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-dynamodb-streams',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-sqs',
  '@aws-sdk/client-ssm',
  '@aws-sdk/lib-dynamodb',
  '@aws-sdk/s3-presigned-post',
  '@aws-sdk/s3-request-presigner',
  '@aws-sdk/util-dynamodb',
  '@middy/core',
  '@middy/http-json-body-parser',
  'aws-jwt-verify',
  'aws-jwt-verify/error',
  'aws-jwt-verify/jwk',
  'uuid',
  'zod',
  'zod/mini',
]
const commonJs = ['ajv/dist/2020.js', 'ajv-formats', 'web-push', 'yaml']
/** Loaded in place of the package. */
const replacements = { yaml: './test/cachedYaml.cjs' }

const root = fileURLToPath(new URL('../', import.meta.url))
const cache = join(root, 'node_modules/.cache')

const fileOf = (name) => name.replaceAll('/', '+').replace(/\.js$/, '')

const bundle = (names, format, extension, folder, more = {}) =>
  build({
    entryPoints: names.map((name) => ({ in: replacements[name] ?? name, out: fileOf(name) })),
    absWorkingDir: root,
    outdir: folder,
    outExtension: { '.js': extension },
    format,
    bundle: true,
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minifyWhitespace: true,
    minifySyntax: true,
    ...more,
  })

const bundleAll = async (folder) => {
  mkdirSync(cache, { recursive: true })
  const unfinished = mkdtempSync(`${folder}-`)
  const require = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`
  await Promise.all([
    bundle(ecmaScript, 'esm', '.mjs', unfinished, { splitting: true, banner: { js: require } }),
    bundle(commonJs, 'cjs', '.cjs', unfinished),
  ])
  try {
    renameSync(unfinished, folder)
  } catch {
    rmSync(unfinished, { recursive: true }) // another run was faster
  }
}

/** Bundles the packages, unless there is a bundle of these versions. Returns the file for each package name. */
export const bundlePackages = async () => {
  const files = ['package-lock.json', 'test/bundlePackages.js', ...Object.values(replacements)]
  const inputs = files.map((name) => readFileSync(join(root, name)))
  const key = createHash('sha256').update(inputs.join()).digest('hex').slice(0, 12)
  const folder = join(cache, `test-packages-${key}`)
  if (!existsSync(folder)) await bundleAll(folder)
  const mapper = (names, extension) =>
    names.map((name) => [`^${name.replaceAll('.', '\\.')}$`, join(folder, fileOf(name) + extension)])
  return Object.fromEntries([...mapper(ecmaScript, '.mjs'), ...mapper(commonJs, '.cjs')])
}
