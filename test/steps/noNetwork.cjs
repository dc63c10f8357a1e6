// Preloaded into a program. Opening any connection, even to this machine, ends the program.
const { Socket } = require('node:net')

const refuse = (what) => {
  process.stderr.write(`the network was asked for: ${JSON.stringify(what)}\n`)
  process.exit(97)
}

const connect = Socket.prototype.connect
Socket.prototype.connect = function (...parameters) {
  const [first] = parameters.flat()
  const isPipe = typeof first === 'object' && first !== null && typeof first.path === 'string'
  return isPipe ? connect.apply(this, parameters) : refuse(first)
}
