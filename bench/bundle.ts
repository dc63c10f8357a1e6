import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('../', import.meta.url))

type Service = {
  functions: Record<string, { handler: string; events?: { httpApi?: string; sqs?: object }[] }>
  custom: { esbuild: BuildOptions & { exclude: string[] } }
}

const { functions, custom } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), {
  logLevel: 'silent',
}) as Service

export const functionNames = Object.keys(functions)

export const isHttp = (name: string): boolean =>
  functions[name]?.events?.some(({ httpApi }) => httpApi !== undefined) ?? false

export const isBehindQueue = (name: string): boolean =>
  functions[name]?.events?.some(({ sqs }) => sqs !== undefined) ?? false

const entryOf = (name: string): string => {
  const entry = functions[name]?.handler.replace(/\.handler$/, '.ts')
  if (!entry) throw new Error(`serverless.yml has no function ${name}`)
  return entry
}

const common = { bundle: true, platform: 'node', target: 'node24', format: 'cjs' } as const

// The options of serverless.yml; serverless-esbuild's `exclude` is esbuild's `external`.
const asDeployed = (): BuildOptions => {
  const { minify = false, mainFields = [], exclude } = custom.esbuild
  return { ...common, minify, mainFields, external: exclude, define: custom.esbuild.define ?? {} }
}

export type Bundle = {
  name: string
  file: string
  code: number
  zip: number
  /** The size at zlib's default level. */
  tighterZip: number
  /** Bytes by package; the project's own code is `src`. */
  packages: Record<string, number>
}

const packageOf = (path: string): string => {
  const [, scope, name] = /.*node_modules\/(?:(@[^/]+)\/)?([^/]+)/.exec(path) ?? []
  return [scope, name].filter(Boolean).join('/') || 'src'
}

// A zip of one file has, beside the compressed content, a local header, a data descriptor and a central directory.
const zipOverhead = (path: string) => 30 + 16 + 46 + 22 + 2 * path.length
const frameworkLevel = 1 // the compression level of the framework's zips

/** `more`: lines of imports and exports that the bundle contains as well. */
type Variant = { isNaive?: boolean; more?: string }

const inputOf = (entry: string, more: string | undefined): BuildOptions =>
  more === undefined
    ? { entryPoints: [entry] }
    : { stdin: { contents: `export * from './${entry}'\n${more}`, resolveDir: root, loader: 'ts' } }

/** Bundles a function as it is deployed, or with esbuild's defaults. */
export const bundleOf = async (
  name: string,
  folder: string,
  { isNaive = false, more }: Variant = {},
): Promise<Bundle> => {
  const entry = entryOf(name)
  const file = join(folder, `${name}${isNaive ? '-naive' : ''}${more === undefined ? '' : '-more'}.cjs`)
  const options = isNaive ? common : asDeployed()
  const { metafile, outputFiles } = await build({
    ...options,
    absWorkingDir: root,
    ...inputOf(entry, more),
    outfile: file,
    metafile: true,
    write: false,
  })
  const [output] = Object.values(metafile.outputs)
  const packages: Record<string, number> = {}
  for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {}))
    packages[packageOf(path)] = (packages[packageOf(path)] ?? 0) + bytesInOutput
  const content = outputFiles[0]?.contents ?? new Uint8Array()
  const around = zipOverhead(entry.replace('.ts', '.cjs'))
  const zip = deflateRawSync(content, { level: frameworkLevel }).length + around
  const tighterZip = deflateRawSync(content).length + around
  writeFileSync(file, content)
  return { name, file, code: content.length, zip, tighterZip, packages }
}
