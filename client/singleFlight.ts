/** Calls that come while one is running share its result. */
export const singleFlight = <Result>(work: () => Promise<Result>): (() => Promise<Result>) => {
  let running: Promise<Result> | undefined
  return () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
}

/**
 * Like `singleFlight`, for work that fetches what has changed: a call that comes while it is running gets the result of
 * another run, because the running one may have asked too early.
 */
export const repeatedFlight = <Result>(work: () => Promise<Result>): (() => Promise<Result>) => {
  let running: Promise<Result> | undefined
  let next: Promise<Result> | undefined
  const run = (): Promise<Result> => {
    if (!running) {
      running = work().finally(() => {
        running = undefined
      })
      return running
    }
    const again = () => {
      next = undefined
      return run()
    }
    next ??= running.then(again, again)
    return next
  }
  return run
}

/** Runs what it is given one after the other. */
export const createQueue = () => {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const run = () => work()
    const next = last.then(run, run)
    last = next
    return next
  }
}
