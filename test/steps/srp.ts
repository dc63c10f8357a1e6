import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pool } from '../../local/pool.ts'

const secretBlock = Buffer.from('what only the server can read').toString('base64')

// The server's side of SRP, made from Node.js's own Diffie-Hellman group and HKDF.
const group = getDiffieHellman('modp15')
export const prime = BigInt(`0x${group.getPrime('hex')}`)
const bytes = (number: bigint) => {
  const hex = number.toString(16)
  const even = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
  return (even[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), even]) : even
}
const sha256 = (...parts: (Buffer | string)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
export const number = (buffer: Uint8Array) => BigInt(`0x${Buffer.from(buffer).toString('hex')}`)
const power = (base: bigint, exponent: bigint): bigint => {
  if (exponent === 0n) return 1n
  const half = power(base, exponent / 2n)
  return (half * half * (exponent % 2n ? base : 1n)) % prime
}
const k = number(sha256(bytes(prime), bytes(2n)))

/** Verifies proofs with a verifier instead of the password. */
export const aVerifier = (
  { userPoolId, userId }: { userPoolId: string; userId: string },
  password: string,
  salt: bigint,
  b: bigint,
) => {
  const poolName = userPoolId.split('_')[1] ?? ''
  const x = number(sha256(bytes(salt), sha256(`${poolName}${userId}:${password}`)))
  const verifier = power(2n, x)
  const B = (k * verifier + power(2n, b)) % prime
  return {
    challenge: { userId, srpB: B.toString(16), salt: salt.toString(16), secretBlock },
    signatureFor: (srpA: string, timestamp: string) => {
      const A = BigInt(`0x${srpA}`)
      const u = number(sha256(bytes(A), bytes(B)))
      const shared = power((A * power(verifier, u)) % prime, b)
      const key = Buffer.from(hkdfSync('sha256', bytes(shared), bytes(u), 'Caldera Derived Key', 16))
      const signed = [poolName, userId, Buffer.from(secretBlock, 'base64'), timestamp]
      return signed.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest('base64')
    },
  }
}

type Asked = {
  AuthFlow?: string
  AuthParameters?: Record<string, string>
  ChallengeResponses?: Record<string, string>
}

/**
 * A proxy for the local Cognito that adds SRP, which the local Cognito lacks. It records every request.
 */
export const startSrpCognito = async (cognitoUrl: string, password: string = pool.password) => {
  const told: string[] = []
  const begun = new Map<string, { email: string; srpA: string; verifier: ReturnType<typeof aVerifier> }>()
  const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }

  const challengeFor = ({ USERNAME: email = '', SRP_A: srpA = '' }: Record<string, string>) => {
    const userId = `user-${begun.size}`
    const who = { userPoolId: pool.userPoolId, userId }
    const verifier = aVerifier(who, password, number(randomBytes(16)), number(randomBytes(32)))
    begun.set(userId, { email, srpA, verifier })
    const { srpB, salt } = verifier.challenge
    const ChallengeParameters = {
      USER_ID_FOR_SRP: userId,
      SRP_B: srpB,
      SALT: salt,
      SECRET_BLOCK: secretBlock,
    }
    return { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters }
  }

  const passOn = async (body: string, target: string) => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
    const answer = await fetch(cognitoUrl, { method: 'POST', headers, body })
    return { status: answer.status, text: await answer.text() }
  }

  const tokensFor = ({ USERNAME = '', TIMESTAMP = '', PASSWORD_CLAIM_SIGNATURE }: Record<string, string>) => {
    const { email = '', srpA = '', verifier } = begun.get(USERNAME) ?? {}
    if (verifier?.signatureFor(srpA, TIMESTAMP) !== PASSWORD_CLAIM_SIGNATURE) {
      return { status: 400, text: JSON.stringify({ __type: 'NotAuthorizedException' }) }
    }
    const AuthParameters = { USERNAME: email, PASSWORD: password }
    const signIn = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: pool.clientId, AuthParameters }
    return passOn(JSON.stringify(signIn), 'AWSCognitoIdentityProviderService.InitiateAuth')
  }

  const server = createServer(async (request, response) => {
    if (request.method === 'OPTIONS') return response.writeHead(204, cors).end()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    told.push(body)
    const { AuthFlow, AuthParameters = {}, ChallengeResponses }: Asked = JSON.parse(body)
    const { status, text } =
      AuthFlow === 'USER_SRP_AUTH'
        ? { status: 200, text: JSON.stringify(challengeFor(AuthParameters)) }
        : await (ChallengeResponses
            ? tokensFor(ChallengeResponses)
            : passOn(body, String(request.headers['x-amz-target'])))
    response.writeHead(status, { ...cors, 'content-type': 'application/x-amz-json-1.1' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    told,
    end: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
