const { createHash } = require('node:crypto')
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

/** Parses each text once, and not once per test file: serverless.yml alone takes longer to parse than some files take to run. */
exports.parse = (text, options) => {
  const file = join(__dirname, `yaml-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`)
  if (!existsSync(file)) {
    const unfinished = `${file}-${process.pid}`
    writeFileSync(unfinished, JSON.stringify(require('yaml').parse(text, options)))
    renameSync(unfinished, file)
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}
