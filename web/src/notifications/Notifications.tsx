import { useEffect, useState } from 'react'
import { useMessenger } from '../messengerContext.tsx'
import { pathOf } from '../paths.ts'
import { navigate } from '../router.tsx'
import { useServices } from '../services.ts'
import { useStore } from '../useStore.ts'
import { PermissionBar } from './PermissionBar.tsx'
import { permission } from './permission.ts'
import { notificationSettings } from './settings.ts'
import { showUnreadOnIcon } from './unreadIcon.ts'
import { watchArrivals } from './watchArrivals.ts'
import { whenSessionEnds } from './whenSessionEnds.ts'
import { onWorkerMessage, tellWorker } from './worker.ts'

/** As the browser's Back does, this closes a dialog. */
const openConversation = ({ groupUuid }: { groupUuid: string }) => {
  document.querySelector('dialog')?.close()
  navigate(pathOf({ id: groupUuid }))
}

/** The notifications of the signed-in user, and the number on the icon. Renders the question whether to show notifications. */
export const Notifications = () => {
  const messenger = useMessenger()
  const { session } = useServices()
  const [hasMissed, setMissed] = useState(false)
  const { isDeclined } = useStore(notificationSettings)
  const canAsk = useStore(permission) === 'default'

  useEffect(() => showUnreadOnIcon(messenger), [messenger])
  useEffect(() => watchArrivals(messenger, () => setMissed(true)), [messenger])
  useEffect(() => onWorkerMessage('openConversation', openConversation), [])
  useEffect(() => whenSessionEnds(session.state, () => tellWorker({ type: 'closeNotifications' })), [session])

  return hasMissed && canAsk && !isDeclined ? <PermissionBar /> : null
}
