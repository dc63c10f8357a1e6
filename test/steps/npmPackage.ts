import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

type Package = { name: string; version: string; integrity: string }

/**
 * Returns the folder of a package that is not a dependency, because few need it or because of its install scripts, which
 * do not run here. Fetches it once and checks its hash.
 */
export const fetchPackage = ({ name, version, integrity }: Package): string => {
  const folder = join(cache, `${name}-${version}`)
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const temporary = mkdtempSync(join(cache, 'fetching-'))
  execFileSync('npm', ['pack', '--silent', `${name}@${version}`, '--pack-destination', temporary])
  const archive = join(temporary, readdirSync(temporary)[0] ?? '')
  const hash = createHash('sha512').update(readFileSync(archive)).digest('base64')
  if (`sha512-${hash}` !== integrity) throw new Error(`${name}@${version} is not what it was: sha512-${hash}`)
  execFileSync('tar', ['xzf', archive, '-C', temporary])
  if (!existsSync(folder)) renameSync(join(temporary, 'package'), folder)
  rmSync(temporary, { recursive: true })
  return folder
}
