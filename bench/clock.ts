export { shiftClock } from '../test/steps/clock.ts'

export const minutes = (count: number): number => count * 60_000
