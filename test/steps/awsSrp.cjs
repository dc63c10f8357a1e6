// Prints what the AWS client library sends, for each case in the first argument. It needs its own process: under Jest, the
// library's big-number code never ends.
const { createHmac } = require('node:crypto')
const { promisify } = require('node:util')
const { default: Integer } = require('amazon-cognito-identity-js/lib/BigInteger.js')
const { default: AuthenticationHelper } = require('amazon-cognito-identity-js/lib/AuthenticationHelper.js')

// The constructor would compute a public value from a random secret, which the case replaces.
AuthenticationHelper.prototype.generateRandomSmallA = () => new Integer('1', 16)

const send = async ({ poolName, secret, password, timestamp, challenge }) => {
  const { userId, srpB, salt, secretBlock } = challenge
  const helper = new AuthenticationHelper(poolName)
  helper.smallAValue = new Integer(secret, 16)
  helper.largeAValue = undefined
  const largeA = await promisify(helper.getLargeAValue.bind(helper))()
  const keyFor = promisify(helper.getPasswordAuthenticationKey.bind(helper))
  const key = await keyFor(userId, password, new Integer(srpB, 16), new Integer(salt, 16))
  const mac = createHmac('sha256', key)
  for (const part of [poolName, userId, Buffer.from(secretBlock, 'base64'), timestamp]) mac.update(part)
  return { srpA: largeA.toString(16), signature: mac.digest('base64') }
}

Promise.all(JSON.parse(process.argv[2]).map(send)).then((all) => process.stdout.write(JSON.stringify(all)))
