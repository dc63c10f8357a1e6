import '../../test/steps/setUp.ts'
import { killLeftovers } from '../../test/steps/stack.ts'
import { startWebSuite } from '../../test/steps/webSuite.ts'
import type { Part } from '../part.ts'

const rowCount = 300
const unreadCount = 300
const heldCounts = [20, 5000]
const rounds = { usual: 5, full: 9 }

export const web: Part = {
  title: 'The web client',
  run: async ({ isFull, say }) => {
    process.once('exit', killLeftovers)
    say('starting sls offline, the build and Chromium')
    const { environment, end } = await startWebSuite({ isCompressed: true })
    // Imported after this, because the modules read the stack's addresses from the environment.
    Object.assign(process.env, environment)
    const { measureWeb } = await import('../web/measureWeb.ts')
    const tables = await measureWeb({
      say,
      rowCount,
      unreadCount,
      heldCounts,
      rounds: isFull ? rounds.full : rounds.usual,
    })
    await end()
    return { tables, findings: [] }
  },
}
