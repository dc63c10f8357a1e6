// CommonJS with old syntax, so that a Node.js version that cannot run TypeScript can still print the error below.
const [major, minor] = process.versions.node.split('.').map(Number)
const runsTypeScript = major > 22 || (major === 22 && minor >= 18)

// Saves about a second at each start. Old Node.js versions do not have it.
require('node:module').enableCompileCache?.()

module.exports = class LocalStack {
  constructor(serverless, options) {
    if (!runsTypeScript) {
      throw new serverless.classes.Error(
        `Node.js ${process.versions.node} is too old. "npm ci" installs the right version in this project; "npm start" and "npx sls" use it.`,
      )
    }
    const { createHooks } = require('./plugin.ts')
    this.commands = {
      offline: { options: { web: { usage: 'Also serve the web client', type: 'boolean' } } },
    }
    this.hooks = createHooks(serverless, options)
  }
}
