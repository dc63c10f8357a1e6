import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAgreeingUserPool } from '../../test/steps/agreeingUserPool.ts'
import { measureDeletions } from '../accountDeletion.ts'
import { measureExports } from '../accountExport.ts'
import { startEnvironment } from '../environment.ts'
import type { Part } from '../part.ts'

export const account: Part = {
  title: 'The account',
  run: async ({ say }) => {
    const folder = mkdtempSync(join(tmpdir(), 'cruddur-bench-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const [environment, userPool] = await Promise.all([startEnvironment(), startAgreeingUserPool()])
    const deletions = await measureDeletions(say)
    const exports = await measureExports(folder, say)
    await Promise.all([environment.end(), userPool.end()])
    return { tables: [deletions, exports.table], findings: exports.findings }
  },
}
