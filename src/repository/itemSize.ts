/** The size of a value in the table, in bytes, by which DynamoDB computes read units. */
const sizeOfValue = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1
  if (Array.isArray(value)) return 3 + value.reduce((sum, one) => sum + 1 + sizeOfValue(one), 0)
  if (typeof value === 'object' && value !== null) return 3 + Object.keys(value).length + sizeOfItem(value)
  return 1
}

/** The size of an item in bytes: the names of its attributes and their values. */
export const sizeOfItem = (item: object): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0)
