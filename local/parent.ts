const everyMs = 500

/**
 * Ends this process when npm, which started it, is gone: npm passes signals on, but nobody can pass on a SIGKILL.
 * A process that was started by itself, in the background of a script for example, follows nobody.
 */
export const followParent = () => {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
  }, everyMs).unref()
}
