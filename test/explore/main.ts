import { parseArgs } from 'node:util'
import { loadCode } from './code.ts'
import { startEngine } from './engine.ts'
import { poolEnvironment } from './people.ts'
import { scenarios } from './scenarios.ts'
import { exploreAll, exploreRandomly, replay } from './search.ts'
import { createLab } from './world.ts'

const { values } = parseArgs({
  options: {
    scenario: { type: 'string' },
    schedule: { type: 'string' },
    seed: { type: 'string' },
    max: { type: 'string' },
  },
})
Object.assign(process.env, poolEnvironment, {
  LOG_LEVEL: 'silent',
  ALLOWED_ORIGINS: 'https://cruddur.example',
  SOCKETS_ENDPOINT: 'http://127.0.0.1:9',
  SENDS_PER_MINUTE: '1000000',
  STARTS_PER_HOUR: '1000000',
  READS_PER_MINUTE: '1000000',
  MARKS_PER_MINUTE: '1000000',
  FRAMES_PER_MINUTE: '1000000',
})
const engine = await startEngine()
const lab = createLab(await loadCode(), engine)
for (const scenario of scenarios.filter(({ name }) => !values.scenario || name === values.scenario)) {
  const start = performance.now()
  const cpu = process.cpuUsage()
  const outcome =
    values.schedule !== undefined
      ? await replay(lab, scenario, values.schedule)
      : scenario.isLarge
        ? await exploreRandomly(lab, scenario, { seed: Number(values.seed ?? 1), orders: 100 })
        : await exploreAll(lab, scenario, { maxOrders: Number(values.max ?? 1e9) })
  const used = process.cpuUsage(cpu)
  console.log(
    scenario.name,
    outcome,
    'wall',
    ((performance.now() - start) / 1000).toFixed(1),
    'cpu',
    ((used.user + used.system) / 1e6).toFixed(1),
  )
}
await engine.end()
