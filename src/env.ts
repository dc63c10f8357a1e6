const required = (name: string): string => {
  const value = process.env[name]
  if (!value)
    throw new Error(`${name} is not set. serverless.yml gives each function the variables that it needs.`)
  return value
}

const positiveInteger = (name: string): number => {
  const value = Number(required(name))
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number of at least 1.`)
  return value
}

/** The environment variables. Each is read when it is used, because no function has all of them. */
export const env = {
  get tableName() {
    return required('TABLE_NAME')
  },
  get cognitoUserPoolId() {
    return required('COGNITO_USER_POOL_ID')
  },
  get cognitoClientId() {
    return required('COGNITO_CLIENT_ID')
  },
  get cognitoJwksUri() {
    return required('COGNITO_JWKS_URI')
  },
  get sendsPerMinute() {
    return positiveInteger('SENDS_PER_MINUTE')
  },
  get startsPerHour() {
    return positiveInteger('STARTS_PER_HOUR')
  },
  get groupsPerHour() {
    return positiveInteger('GROUPS_PER_HOUR')
  },
  get changesPerMinute() {
    return positiveInteger('CHANGES_PER_MINUTE')
  },
  get renamesPerHour() {
    return positiveInteger('RENAMES_PER_HOUR')
  },
  get reportsPerHour() {
    return positiveInteger('REPORTS_PER_HOUR')
  },
  get peopleSearchesPerMinute() {
    return positiveInteger('PEOPLE_SEARCHES_PER_MINUTE')
  },
  get messageSearchesPerMinute() {
    return positiveInteger('MESSAGE_SEARCHES_PER_MINUTE')
  },
  get uploadsPerHour() {
    return positiveInteger('UPLOADS_PER_HOUR')
  },
  /** The bucket of pictures, and its URL, without a slash at the end. */
  get attachmentsBucket() {
    return required('ATTACHMENTS_BUCKET')
  },
  get attachmentsUrl() {
    return required('ATTACHMENTS_URL')
  },
  get reportDays() {
    return positiveInteger('REPORT_DAYS')
  },
  get readsPerMinute() {
    return positiveInteger('READS_PER_MINUTE')
  },
  get marksPerMinute() {
    return positiveInteger('MARKS_PER_MINUTE')
  },
  get framesPerMinute() {
    return positiveInteger('FRAMES_PER_MINUTE')
  },
  /** Where API Gateway accepts frames for its sockets. */
  get socketsEndpoint() {
    return required('SOCKETS_ENDPOINT')
  },
  /** The queue of long work. */
  get workQueueUrl() {
    return required('WORK_QUEUE_URL')
  },
  /** The queue of pushes to browsers. */
  get webPushQueueUrl() {
    return required('WEB_PUSH_QUEUE_URL')
  },
  /** The origins of the push services that are known, separated by spaces. */
  get pushServices() {
    return required('PUSH_SERVICES')
  },
  /** The name of the parameter that contains the keys for pushes. */
  get pushKeysParameter() {
    return required('PUSH_KEYS_PARAMETER')
  },
  get exportsPerDay() {
    return positiveInteger('EXPORTS_PER_DAY')
  },
  /** The lowest level that is logged: info, warn or error; with silent, nothing is. */
  get logLevel() {
    return process.env.LOG_LEVEL ?? 'info'
  },
  get allowedOrigins() {
    return required('ALLOWED_ORIGINS')
      .split(',')
      .map((origin) => origin.trim())
  },
}
