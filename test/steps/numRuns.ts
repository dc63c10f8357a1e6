/**
 * How many random cases a property test tries. Each run draws new ones, so a developer's run tries a fifth of them, and
 * .ci/run (TEST_ALL_HISTORIES) all.
 */
export const numRuns = (count: number): number => {
  const { TEST_DYNAMODB_ENDPOINT, TEST_ALL_HISTORIES } = process.env
  const isSlow = TEST_DYNAMODB_ENDPOINT !== undefined // DynamoDB Local
  return TEST_ALL_HISTORIES && !isSlow ? count : Math.ceil(count / 5)
}
