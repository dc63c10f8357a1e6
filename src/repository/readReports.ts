import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import type { Report } from '../domain/report.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { type Key, prefixes, reportKey, reportKeyStart } from './keys.ts'
import { reportOf } from './reports.ts'

/* Reports as the moderators see them. A message can have several, by different people. */

export const keyOfReport = ({ messageUuid, reporter, groupUuid }: Report): Key =>
  reportKey(messageUuid, reporter.uuid, groupUuid)

async function* query(
  condition: string,
  values: Record<string, string>,
  ExclusiveStartKey?: Key,
): AsyncGenerator<Report> {
  const input = {
    TableName: env.tableName,
    KeyConditionExpression: condition,
    ExpressionAttributeValues: values,
    ScanIndexForward: false,
    ConsistentRead: true,
    ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
  }
  for await (const { Items = [] } of paginateQuery({ client: documents }, input)) yield* Items.map(reportOf)
}

/** Reads all reports, those of the newest messages first. Begins after the sort key `after`. */
export const readReports = (after?: string): AsyncGenerator<Report> =>
  query(
    'pk = :pk',
    { ':pk': prefixes.report },
    after === undefined ? undefined : { pk: prefixes.report, sk: after },
  )

/** The reports of a message. */
export const findReports = async (messageUuid: string): Promise<Report[]> => {
  const reports: Report[] = []
  const values = { ':pk': prefixes.report, ':message': reportKeyStart(messageUuid) }
  for await (const report of query('pk = :pk AND begins_with(sk, :message)', values)) reports.push(report)
  return reports
}
