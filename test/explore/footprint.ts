// biome-ignore lint/suspicious/noExplicitAny: the inputs of all commands, in DynamoDB's JSON
type Input = Record<string, any>

/** Items of one partition, or of all, with a sort key between two ends. */
type Region = { pk?: string | undefined; from?: string | undefined; to?: string | undefined }

/** What a step reads and writes. Two steps whose footprints do not meet can change places without any effect. */
export type Footprint = { reads: Region[]; writes: Region[] }

const itemAt = ({ pk, sk }: Input): Region => ({ pk: pk.S, from: sk.S, to: sk.S })

/** What a command asks of the one table that there is. */
export const batchOf = ({ RequestItems }: Input): Input => Object.values(RequestItems as Input)[0]

/** The partition that a query reads, or the part of it that its condition on the sort key leaves. */
const queried = ({ IndexName, KeyConditionExpression: text, ExpressionAttributeValues: values }: Input) => {
  const valueIn = (pattern: RegExp): string | undefined => values[pattern.exec(text)?.[1] ?? '']?.S
  const list = valueIn(/\blist_key = (:\w+)/)
  if (list !== undefined) return { pk: list.replace(/^[A-Z]+#/, 'GRP#') } // a membership can be in any list of its user
  const pk = valueIn(/\bpk = (:\w+)/)
  if (IndexName && pk === undefined) {
    const group = valueIn(/\bmessage_group_uuid = (:\w+)/)
    return { from: group, to: group } // the sort key of a membership; of another index: everything
  }
  if (IndexName) return { pk }
  return {
    pk,
    from: valueIn(/\bsk >=? (:\w+)/) ?? valueIn(/\bsk BETWEEN (:\w+)/),
    to: valueIn(/\bsk <=? (:\w+)/) ?? valueIn(/\bsk BETWEEN :\w+ AND (:\w+)/),
  }
}

/** Of a step that nothing is known about, and of time that may end what takes too long. */
export const everything: Footprint = { reads: [], writes: [{}] }

const clock: Region = { pk: 'clock', from: '', to: '' }

/** Time passes. */
export const movesClock: Footprint = { reads: [], writes: [clock] }

export const withClock = ({ reads, writes }: Footprint): Footprint => ({ reads: [...reads, clock], writes })

export const footprintOf = (operation: string, input: Input): Footprint => {
  switch (operation) {
    case 'GetItem':
      return { reads: [itemAt(input.Key)], writes: [] }
    case 'BatchGetItem':
      return { reads: batchOf(input).Keys.map(itemAt), writes: [] }
    case 'Query':
      return { reads: [queried(input)], writes: [] }
    case 'Scan':
      return { reads: [{}], writes: [] }
    case 'PutItem':
      return { reads: [], writes: [itemAt(input.Item)] }
    case 'UpdateItem':
    case 'DeleteItem':
      return { reads: [], writes: [itemAt(input.Key)] }
    case 'BatchWriteItem':
      return {
        reads: [],
        writes: batchOf(input).map(({ DeleteRequest }: Input) => itemAt(DeleteRequest.Key)),
      }
    case 'TransactWriteItems': {
      const of = (kind: string, key: string) =>
        input.TransactItems.flatMap((item: Input) => (item[kind] ? [itemAt(item[kind][key])] : []))
      return {
        reads: of('ConditionCheck', 'Key'),
        writes: [...of('Put', 'Item'), ...of('Update', 'Key'), ...of('Delete', 'Key')],
      }
    }
    default:
      return everything
  }
}

const answers: Region = { pk: 'answers', from: '', to: '' }

/** A change is answered. */
export const footprintOfAnswer: Footprint = { reads: [], writes: [answers] }

/** Something begins. With a group, it also depends on the messages that are stored. */
export const footprintOfBeginning = (group?: string): Footprint => ({
  reads: [answers, ...(group === undefined ? [] : [{ pk: `MSG#${group}` }])],
  writes: [],
})

/** A frame to one socket. */
export const footprintOfSocket = (id: string): Footprint => ({
  reads: [],
  writes: [{ pk: 'socket', from: id, to: id }],
})

/** A job is sent to the queue, which delivers it at the end. */
export const footprintOfJob: Footprint = { reads: [], writes: [] }

const meet = (one: Region, other: Region): boolean =>
  (one.pk ?? other.pk) === (other.pk ?? one.pk) &&
  (one.from ?? '') <= (other.to ?? '\uffff') &&
  (other.from ?? '') <= (one.to ?? '\uffff')

/** Whether a region contains the item with this key. */
export const isIn = (region: Region, key: string): boolean => {
  const at = key.indexOf(' ')
  const sk = key.slice(at + 1)
  return meet(region, { pk: key.slice(0, at), from: sk, to: sk })
}

const anyMeet = (some: Region[], others: Region[]) =>
  some.some((one) => others.some((other) => meet(one, other)))

/** Whether it matters which of two steps comes first. */
export const conflict = (one: Footprint, other: Footprint): boolean =>
  anyMeet(one.writes, other.writes) || anyMeet(one.writes, other.reads) || anyMeet(one.reads, other.writes)
