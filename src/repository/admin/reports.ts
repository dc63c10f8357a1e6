import type { Report } from '../../domain/report.ts'
import { env } from '../../env.ts'
import { keyOfReport } from '../readReports.ts'
import { updateIf } from '../writes.ts'

type Closing = { note?: string | undefined; now: number }

/** Closes a report, and returns whether it was open. */
export const closeReport = (report: Report, { note, now }: Closing): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: keyOfReport(report),
    UpdateExpression: `SET closed_at = :now${note === undefined ? '' : ', closing_note = :note'}`,
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(closed_at)',
    ExpressionAttributeValues: {
      ':now': new Date(now).toISOString(),
      ...(note === undefined ? {} : { ':note': note }),
    },
  })
