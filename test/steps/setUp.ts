// No test may ever reach a real account.
const isLoopback = (url: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)

for (const [name, value] of Object.entries(process.env)) {
  if (name.startsWith('AWS_ENDPOINT_URL') && value && !isLoopback(value)) {
    throw new Error(`${name} is ${value}: tests run against this machine only.`)
  }
}

delete process.env.AWS_PROFILE
delete process.env.AWS_SESSION_TOKEN
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: 'MockAccessKeyId',
  AWS_SECRET_ACCESS_KEY: 'MockSecretAccessKey',
  AWS_REGION: 'us-east-1',
  LOG_LEVEL: 'silent',
  SENDS_PER_MINUTE: '1000000',
  STARTS_PER_HOUR: '1000000',
  GROUPS_PER_HOUR: '1000000',
  READS_PER_MINUTE: '1000000',
  CHANGES_PER_MINUTE: '1000000',
  RENAMES_PER_HOUR: '1000000',
  REPORTS_PER_HOUR: '1000000',
  MESSAGE_SEARCHES_PER_MINUTE: '1000000',
  PEOPLE_SEARCHES_PER_MINUTE: '1000000',
  UPLOADS_PER_HOUR: '1000000',
  EXPORTS_PER_DAY: '1000000',
  REPORT_DAYS: '180',
  MARKS_PER_MINUTE: '1000000',
  FRAMES_PER_MINUTE: '1000000',
  // Until a test has started its own engine or bucket, every call fails.
  AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:9',
  ATTACHMENTS_URL: process.env.ATTACHMENTS_URL ?? 'http://127.0.0.1:9/attachments',
  ATTACHMENTS_BUCKET: 'attachments',
  PUSH_SERVICES: process.env.PUSH_SERVICES ?? 'http://127.0.0.1:9',
})
