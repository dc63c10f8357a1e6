import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// Not .esbuild: `sls package` and `sls deploy` delete that folder when they finish.
const parent = '.bundles'

const isRunning = (pid: string): boolean => {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

/**
 * The folder for this stack's bundles, named after the process, so that two stacks on one machine do not share bundles.
 * Deleted on exit; folders of processes that crashed are deleted at the next start.
 */
export const createBundleFolder = (serviceDir: string): string => {
  const folder = join(serviceDir, parent)
  const remove = (name: string) => rmSync(join(folder, name), { recursive: true, force: true })
  const names = existsSync(folder) ? readdirSync(folder) : []
  for (const name of names.filter((pid) => /^\d+$/.test(pid) && !isRunning(pid))) remove(name)
  process.once('exit', () => remove(String(process.pid)))
  return join(parent, String(process.pid))
}
