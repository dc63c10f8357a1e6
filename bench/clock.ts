export { shiftClock } from '../test/steps/clock.ts'

export const minutesInMs = (count: number): number => count * 60_000
