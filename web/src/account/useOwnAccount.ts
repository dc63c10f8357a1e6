import { useEffect, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'
import { ownAccountOf } from './ownAccountOf.ts'

/** The account of the signed-in user, and the address with which they sign in, as soon as it is known. */
export const useOwnAccount = () => {
  const messenger = useMessenger()
  const services = useServices()
  const [account] = useState(() => ownAccountOf(messenger, services))
  const [email, setEmail] = useState<string>()
  useEffect(() => {
    account?.email().then(setEmail, messengerErrorOf)
  }, [account])
  return { account, email }
}
