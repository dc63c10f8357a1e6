// CommonJS, and nothing newer, so that a Node.js which is too old for the rest can still say so.
const [major, minor] = process.versions.node.split('.').map(Number)
const runsTypeScript = major > 22 || (major === 22 && minor >= 18)

// What has been compiled once need not be again: a second sooner up. An old Node.js has none.
require('node:module').enableCompileCache?.()

module.exports = class LocalCloud {
  constructor(serverless, options) {
    if (!runsTypeScript) {
      throw new serverless.classes.Error(
        `Node.js ${process.versions.node} is too old. The project brings its own: start it with "npm start" or "npx sls", after "npm ci".`,
      )
    }
    const { createHooks } = require('./plugin.ts')
    this.commands = {
      offline: { options: { web: { usage: 'Serves the web client, too', type: 'boolean' } } },
    }
    this.hooks = createHooks(serverless, options)
  }
}
