import type { Io } from './command.ts'

const redrawEveryMs = 100
const width = 30

/** Shows progress on stderr: a bar on a terminal, otherwise a line for each tenth. */
export const startProgress = ({ streams: { stderr }, bar }: Io, label: string, total?: number) => {
  let done = 0
  let drawnAt = 0
  let tenths = 0

  const count = () =>
    `${done.toLocaleString('en')}${total === undefined ? '' : ` of ${total.toLocaleString('en')}`}`
  const blocks = () => {
    if (!total) return ''
    const full = Math.min(width, Math.round((done / total) * width))
    return `${'█'.repeat(full)}${'░'.repeat(width - full)} `
  }
  const draw = () => {
    bar.isDrawn = true
    stderr.write(`\r\x1b[K${label} ${blocks()}${count()}`)
  }

  return {
    tick: (steps = 1) => {
      done += steps
      if (stderr.isTTY && Date.now() - drawnAt > redrawEveryMs) {
        drawnAt = Date.now()
        draw()
      } else if (!stderr.isTTY && total && Math.floor((done * 10) / total) > tenths) {
        tenths = Math.floor((done * 10) / total)
        stderr.write(`${label} ${count()}\n`)
      }
    },
    end: () => {
      if (stderr.isTTY) draw()
      bar.isDrawn = false
      if (stderr.isTTY || !total) stderr.write(stderr.isTTY ? '\n' : `${label} ${count()}\n`)
    },
  }
}
