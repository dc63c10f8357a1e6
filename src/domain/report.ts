/** What a report says about a message. */
export const reportReasons = ['spam', 'abuse', 'other'] as const
export type ReportReason = (typeof reportReasons)[number]
