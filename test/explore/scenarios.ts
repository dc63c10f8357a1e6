import { retries } from './scenarios/retries.ts'
import type { Scenario } from './world.ts'

export const scenarios: Scenario[] = [...retries]
