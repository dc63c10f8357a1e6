import { type Reads, startReadMeter } from '../src/repository/admin/readMeter.ts'

const describeReads = ({ operation, index, condition, count, units }: Reads): string => {
  const times = count > 1 ? ` × ${count}` : ''
  const parts = [`${operation}${times}`, index && `on ${index}`, condition && `where ${condition}`]
  return `${parts.filter(Boolean).join(' ')}: ${units} RCU`
}

/** Starts to record what a command reads. Returns a function that describes the reads and their cost, a line each. */
export const startReadCost = (): (() => string) => {
  const listReads = startReadMeter()
  return () => listReads().map(describeReads).join('\n')
}
