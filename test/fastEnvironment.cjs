// Jest makes each test file's global object a Proxy. Then every use of a global, such as Object or Error, is slow: a tenth
// of the time of tests that use the AWS SDK. Node.js can create a context with an ordinary global object.
const vm = require('node:vm')
const { createContext } = vm
vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY)

module.exports = require('jest-environment-node')
