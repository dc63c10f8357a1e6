import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// Not .esbuild, which `sls package` and `sls deploy` remove when they are done.
const folder = '.bundles'

const isAlive = (pid: string): boolean => {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

/** A folder for the bundles of this stack alone: two stacks must not serve, or remove, each other's. */
export const ownBundleFolder = (serviceDir: string): string => {
  const all = join(serviceDir, folder)
  const remove = (name: string) => rmSync(join(all, name), { recursive: true, force: true })
  const left = existsSync(all) ? readdirSync(all).filter((name) => /^\d+$/.test(name) && !isAlive(name)) : []
  for (const name of left) remove(name)
  process.once('exit', () => remove(String(process.pid)))
  return join(folder, String(process.pid))
}
