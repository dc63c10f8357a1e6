import { useLayoutEffect } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Conversation } from '../../../client/types.ts'
import { until } from '../../../client/until.ts'
import { addressWith } from '../paths.ts'
import { navigate } from '../router.tsx'
import { startErrorMessage } from '../startErrorMessage.ts'
import { useToast } from './Toast.tsx'

/**
 * Loads the message that the address asks for. As a layout effect before the conversation is opened, which then loads nothing
 * else. After a failure it tries again when another request has succeeded.
 */
export const useTargetMessage = (conversation: Conversation | undefined, target: string | undefined) => {
  const showToast = useToast()
  useLayoutEffect(() => {
    if (!conversation || !target) return
    let isOver = false
    const load = async (): Promise<void> => {
      try {
        await conversation.load({ around: target })
      } catch (error) {
        const { code } = messengerErrorOf(error)
        if (isOver) return
        if (code === 'message_not_found') {
          showToast({ text: startErrorMessage(code) })
          return navigate(addressWith(location), { replace: true })
        }
        await until(conversation, (state) => isOver || !state.error)
        if (!isOver) return load()
      }
    }
    load()
    return () => {
      isOver = true
    }
  }, [conversation, target, showToast])
}
