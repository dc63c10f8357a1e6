/** Units of one kind of partition key: in the whole hour, and in the second and partition with the most. */
export type Account = { kind: string; key: string; units: number; most: number }

/** Counts units by partition key, second by second, instead of a table. */
export const createLedger = () => {
  const accounts = new Map<string, Account>()
  let second = new Map<string, number>()
  let mostInSecond = 0
  return {
    add: (key: string, units: number) => {
      second.set(key, (second.get(key) ?? 0) + units)
    },
    endSecond: () => {
      let sum = 0
      for (const [key, units] of second) {
        sum += units
        const kind = key.slice(0, key.indexOf('#') + 1)
        const account = accounts.get(kind) ?? { kind, key, units: 0, most: 0 }
        account.units += units
        if (units > account.most) Object.assign(account, { key, most: units })
        accounts.set(kind, account)
      }
      mostInSecond = Math.max(mostInSecond, sum)
      second = new Map()
    },
    accounts: (): Account[] => [...accounts.values()],
    /** Of the whole table. */
    mostInSecond: () => mostInSecond,
  }
}
