import { describe, expect, test } from '@jest/globals'
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import fc from 'fast-check'
import { deliver, type EventSourceMapping, matches, type Pattern } from '../../local/eventSourceMapping.ts'

const standard: EventSourceMapping = {
  startingPosition: 'TRIM_HORIZON',
  batchSize: 100,
  maximumRetryAttempts: 10,
  maximumRecordAgeInSeconds: 60,
  bisectBatchOnFunctionError: true,
  filterPatterns: [],
  functionResponseType: 'ReportBatchItemFailures',
  destinations: { onFailure: {} },
}

const whole = { bisectBatchOnFunctionError: false }

type Answer = (ids: string[], invocation: number) => DynamoDBBatchResponse | undefined
type Setting = Partial<EventSourceMapping> & {
  now?: (invocations: number) => number
  madeAt?: Record<string, number>
}

const failing = (...ids: string[]): DynamoDBBatchResponse => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
})

const throwing = (): never => {
  throw new Error('the function failed')
}

const idsOf = (records: DynamoDBRecord[]) => records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '')

/** Delivers a batch to a function with these answers. Returns the batches that it received and the records that were given up. */
const delivery = async (
  ids: string[],
  answer: Answer,
  { now = () => 0, madeAt = {}, ...rules }: Setting = {},
) => {
  const batches: string[][] = []
  const givenUp: { ids: string[]; why: string }[] = []
  const story: string[] = []
  await deliver(
    ids.map((id) => ({
      dynamodb: {
        SequenceNumber: id,
        ...(madeAt[id] === undefined ? {} : { ApproximateCreationDateTime: madeAt[id] }),
      },
    })),
    { ...standard, ...rules },
    {
      invoke: async (records) => {
        batches.push(idsOf(records))
        story.push(`invoked with ${idsOf(records)}`)
        return answer(idsOf(records), batches.length)
      },
      giveUp: async (records, why) => {
        await Promise.resolve()
        givenUp.push({ ids: idsOf(records), why })
        story.push(`gave up ${idsOf(records)}`)
      },
      clock: () => now(batches.length) * 1000,
      pause: async (attempt) => story.push(`paused after attempt ${attempt}`),
    },
  )
  return { batches, givenUp, story }
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1))

describe('a batch', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['no list of failures', { batchItemFailures: null }],
    ['an empty list of failures', failing()],
  ])('is done when the function answers %s', async (_, answer) => {
    const { batches, givenUp } = await delivery(['1', '2'], () => answer as DynamoDBBatchResponse)
    expect([batches, givenUp]).toEqual([[['1', '2']], []])
  })

  test('without records invokes nothing', async () => {
    expect((await delivery([], throwing)).story).toEqual([])
  })

  test('is delivered again from the record that failed, after a pause', async () => {
    const { story } = await delivery(
      ['1', '2', '3', '4'],
      (_, invocation) => (invocation === 1 ? failing('3') : undefined),
      whole,
    )
    expect(story).toEqual(['invoked with 1,2,3,4', 'paused after attempt 0', 'invoked with 3,4'])
  })

  test('is delivered again from the lowest of those that failed, in whatever order they are named', async () => {
    const { batches } = await delivery(
      ['98', '99', '100', '101'],
      (_, invocation) => (invocation === 1 ? failing('101', '100', '99') : undefined),
      whole,
    )
    expect(batches).toEqual([
      ['98', '99', '100', '101'],
      ['99', '100', '101'],
    ])
  })

  test.each<[string, unknown]>([
    ['is not in it', failing('7')],
    ['is empty', failing('')],
    ['is null', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['goes by another name', { batchItemFailures: [{ sequenceNumber: '2' }] }],
    ['is not in it, next to one that is', failing('2', '7')],
  ])('is delivered again whole when what failed %s', async (_, answer) => {
    const { batches } = await delivery(
      ['1', '2', '3'],
      (_, invocation) => (invocation === 1 ? (answer as DynamoDBBatchResponse) : undefined),
      whole,
    )
    expect(batches).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ])
  })

  test('is delivered again whole when the function throws', async () => {
    const { batches } = await delivery(
      ['1', '2', '3'],
      (_, invocation) => (invocation === 1 ? throwing() : undefined),
      whole,
    )
    expect(batches).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ])
  })
})

describe('a batch that may be bisected', () => {
  test('is delivered again in halves until the failing record is alone', async () => {
    const { story, givenUp } = await delivery(
      ['1', '2', '3', '4', '5'],
      (ids) => (ids.includes('3') ? throwing() : undefined),
      { maximumRetryAttempts: 3 },
    )
    const inTurn = [...new Set(story.filter((line) => !line.startsWith('paused')))]
    expect(inTurn).toEqual([
      'invoked with 1,2,3,4,5',
      'invoked with 1,2,3',
      'invoked with 1,2',
      'invoked with 3',
      'gave up 3',
      'invoked with 4,5',
    ])
    expect(givenUp.map(({ ids }) => ids)).toEqual([['3']])
  })

  // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html: "the batch is bisected at the
  // returned sequence number, and Lambda retries only the remaining records."
  test('is split at the record that the function reports, and only the rest is delivered again', async () => {
    const { batches } = await delivery(numbered(6), (_, invocation) =>
      invocation === 1 ? failing('4', '6') : undefined,
    )
    expect(batches).toEqual([numbered(6), ['4', '5', '6']])
  })

  test('is not halved when its first record is reported: the records behind it are given up with it', async () => {
    const { batches, givenUp } = await delivery(numbered(4), () => failing('2'), { maximumRetryAttempts: 2 })
    const rest = ['2', '3', '4']
    expect(batches).toEqual([numbered(4), rest, rest, rest])
    expect(givenUp).toEqual([{ ids: rest, why: 'RetryAttemptsExhausted' }])
  })

  test.each([
    ['that is not in it', failing('7')],
    ['that is empty', failing('')],
  ])('is halved when the function reports a record %s', async (_, answer) => {
    const { batches } = await delivery(numbered(4), (_ids, invocation) =>
      invocation === 1 ? answer : undefined,
    )
    expect(batches).toEqual([numbered(4), ['1', '2'], ['3', '4']])
  })

  test('uses no retry while it makes progress', async () => {
    const { batches, givenUp } = await delivery(
      ['1', '2', '3'],
      (ids, invocation) => (invocation < 4 ? failing(ids.at(1) ?? '3') : undefined),
      { maximumRetryAttempts: 1 },
    )
    expect(batches).toEqual([['1', '2', '3'], ['2', '3'], ['3'], ['3']])
    expect(givenUp).toEqual([])
  })

  // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html:
  // "Splitting a batch does not count towards the retry quota."
  test.each([0, 1, 2])('is split without using up any of its %i retries', async (maximumRetryAttempts) => {
    const { batches, givenUp } = await delivery(
      numbered(8),
      (ids) => (ids.includes('5') ? throwing() : undefined),
      { maximumRetryAttempts },
    )
    expect(givenUp.map(({ ids }) => ids)).toEqual([['5']])
    expect(batches.filter((ids) => ids.join() === '5')).toHaveLength(maximumRetryAttempts + 1)
  })
})

test('records that are given up are discarded if there is no destination', async () => {
  const { destinations, ...discarding } = standard
  const givenUp: unknown[] = []
  await deliver([{ dynamodb: { SequenceNumber: '1' } }], discarding, {
    invoke: async () => failing('1'),
    giveUp: (records) => void givenUp.push(...records),
    pause: async () => {},
  })
  expect([destinations, givenUp]).toEqual([{ onFailure: {} }, []])
})

test('the report of a function is ignored without ReportBatchItemFailures', async () => {
  const { functionResponseType, ...silent } = standard
  let invocations = 0
  const invoke = async () => {
    invocations += 1
    return { batchItemFailures: [{ itemIdentifier: '1' }] }
  }
  await deliver([{ dynamodb: { SequenceNumber: '1' } }], silent, {
    invoke,
    giveUp: () => {},
    pause: async () => {},
  })
  expect([functionResponseType, invocations]).toEqual(['ReportBatchItemFailures', 1])
})

test('an invalid answer is a failure, with a limited number of retries', async () => {
  const givenUp: unknown[] = []
  const invoke = async () => ({ batchItemFailures: [null] }) as never
  const giveUp = (records: unknown[]) => void givenUp.push(...records)
  await deliver([{ dynamodb: { SequenceNumber: '1' } }], standard, { invoke, giveUp, pause: async () => {} })
  expect(givenUp).toHaveLength(1)
})

describe('a record', () => {
  test.each([0, 1, 4])('is tried once and then %i times more, before it is given up', async (retries) => {
    const { story, givenUp } = await delivery(['1'], () => failing('1'), { maximumRetryAttempts: retries })
    expect(story.filter((line) => line === 'invoked with 1')).toHaveLength(retries + 1)
    expect(story.at(-1)).toBe('gave up 1')
    expect(givenUp).toEqual([{ ids: ['1'], why: 'RetryAttemptsExhausted' }])
  })

  test('is given up with those after it when the batch may not be bisected', async () => {
    const { givenUp } = await delivery(numbered(4), (ids) => (ids.includes('3') ? failing('3') : undefined), {
      ...whole,
      maximumRetryAttempts: 2,
    })
    expect(givenUp).toEqual([{ ids: ['3', '4'], why: 'RetryAttemptsExhausted' }])
  })

  test('that is too old is not delivered, and the others are', async () => {
    const { story, givenUp } = await delivery(['1', '2', '3'], () => undefined, {
      now: () => 100,
      madeAt: { 1: 39, 2: 40, 3: 100 },
    })
    expect(story).toEqual(['gave up 1', 'invoked with 2,3'])
    expect(givenUp).toEqual([{ ids: ['1'], why: 'RecordAgeExceeded' }])
  })

  test('that becomes too old during its retries is given up', async () => {
    const { batches, givenUp } = await delivery(['1'], throwing, {
      now: (invocations) => invocations * 25,
      madeAt: { 1: 0 },
    })
    expect(batches).toEqual([['1'], ['1'], ['1']])
    expect(givenUp).toEqual([{ ids: ['1'], why: 'RecordAgeExceeded' }])
  })

  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html: -1 is without a limit.
  test('is retried without limit with -1', async () => {
    const { batches, givenUp } = await delivery(
      ['1'],
      (_, invocation) => (invocation <= 30 ? throwing() : undefined),
      { maximumRetryAttempts: -1, maximumRecordAgeInSeconds: -1, now: () => 1e9, madeAt: { 1: 0 } },
    )
    expect(givenUp).toEqual([])
    expect(batches).toHaveLength(31)
  })

  test('that cannot be sent to the destination blocks the records after it', async () => {
    const story: string[] = []
    const delivered = deliver(
      numbered(2).map((id) => ({ dynamodb: { SequenceNumber: id } })),
      { ...standard, maximumRetryAttempts: 1 },
      {
        invoke: async (records) => {
          story.push(idsOf(records).join())
          return failing('1')
        },
        giveUp: async () => {
          throw new Error('no room for dead letters')
        },
        pause: async () => {},
      },
    )
    await expect(delivered).rejects.toThrow('no room for dead letters')
    expect(story.length).toBeGreaterThan(1)
    expect(story).not.toContain('2')
  })
})

const batch = fc
  .integer({ min: 1, max: 100 })
  .chain((count) => fc.record({ ids: fc.constant(numbered(count)), poison: fc.subarray(numbered(count)) }))

describe('any batch', () => {
  test('with reported failures, the records before the first poison record are handled once, and the rest is given up', async () => {
    await fc.assert(
      fc.asyncProperty(batch, fc.boolean(), async ({ ids, poison }, firstOnly) => {
        const poisonIn = (some: string[]) => some.filter((id) => poison.includes(id))
        const { batches, givenUp } = await delivery(ids, (some) =>
          failing(...poisonIn(some).slice(0, firstOnly ? 1 : undefined)),
        )
        const first = ids.findIndex((id) => poison.includes(id))
        const left = first < 0 ? [] : ids.slice(first)
        expect(givenUp.flatMap((one) => one.ids)).toEqual(left)
        const isRetry = (some: string[]) => some.join() === left.join()
        expect(batches.filter((some) => !isRetry(some))).toEqual(first === 0 ? [] : [ids])
      }),
    )
  })

  test('with a function that throws, only poison records are given up, and all others succeed once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async ({ ids, poison }) => {
        const isPoisoned = (some: string[]) => some.some((id) => poison.includes(id))
        const { batches, givenUp } = await delivery(ids, (some) =>
          isPoisoned(some) ? throwing() : undefined,
        )
        expect(givenUp.map((one) => one.ids)).toEqual(poison.map((id) => [id]))
        expect(batches.filter((some) => !isPoisoned(some)).flat()).toEqual(
          ids.filter((id) => !poison.includes(id)),
        )
      }),
    )
  })

  test('a function that recovers within its retries handles every record, in order', async () => {
    const failure = fc.oneof(fc.constant(throwing), fc.nat(), fc.constant('unknown'))
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 100 }),
        fc.array(failure, { maxLength: standard.maximumRetryAttempts }),
        fc.boolean(),
        async (count, failures, bisectBatchOnFunctionError) => {
          const done: string[] = []
          const { givenUp } = await delivery(
            numbered(count),
            (ids, invocation) => {
              const how = failures[invocation - 1]
              if (typeof how === 'function') return how()
              if (how === 'unknown') return failing('?')
              const end = typeof how === 'number' ? how % ids.length : ids.length
              done.push(...ids.slice(0, end))
              return failing(...ids.slice(end))
            },
            { bisectBatchOnFunctionError },
          )
          expect(givenUp).toEqual([])
          expect(done).toEqual(numbered(count))
        },
      ),
    )
  })
})

describe('a filter', () => {
  const insert = { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'MSG#' }] } } } }
  const record = (eventName: string, pk?: string) => ({
    eventName,
    dynamodb: { Keys: pk === undefined ? {} : { pk: { S: pk } } },
  })

  test.each<[string, Pattern, unknown]>([
    ['all that it names, as it should be', insert, record('INSERT', 'MSG#1')],
    ['one of several values', { eventName: ['INSERT', 'MODIFY'] }, record('MODIFY')],
    ['a name that should be there', { a: [{ exists: true }] }, { a: 'x' }],
    ['the lack of a name that should not be there', { a: { b: [{ exists: false }] } }, {}],
  ])('accepts %s', (_, pattern, one) => {
    expect(matches(pattern, one)).toBe(true)
  })

  test.each<[string, Pattern, unknown]>([
    ['another event', insert, record('MODIFY', 'MSG#1')],
    ['another beginning', insert, record('INSERT', 'GRP#1')],
    ['the beginning where it is none', insert, record('INSERT', 'GRP#MSG#1')],
    ['the lack of a name', insert, record('INSERT')],
    ['nothing at all', insert, undefined],
    ['a number where text should begin so', { n: [{ prefix: '1' }] }, { n: 1 }],
    ['none of several values', { eventName: ['INSERT', 'MODIFY'] }, record('REMOVE')],
    ['the lack of a name that should be there', { a: [{ exists: true }] }, {}],
    ['a name that should not be there', { a: [{ exists: false }] }, { a: 'x' }],
  ])('rejects %s', (_, pattern, one) => {
    expect(matches(pattern, one)).toBe(false)
  })
})
