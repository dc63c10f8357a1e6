const fieldsOf = (value: unknown): [string, unknown][] | undefined =>
  typeof value === 'object' && value !== null ? Object.entries(value) : undefined

/** Whether two JSON values are the same, whatever the order of their fields. */
export const isEqual = (left: unknown, right: unknown): boolean => {
  if (Object.is(left, right)) return true
  if (Array.isArray(left) && Array.isArray(right) && left.length !== right.length) return false
  const [fields, others] = [fieldsOf(left), fieldsOf(right)]
  if (fields?.length !== others?.length || !fields) return false
  const byName = new Map(others)
  return fields.every(([name, value]) => isEqual(value, byName.get(name)))
}
