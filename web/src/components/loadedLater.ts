/* What people open later, as one file, which the page loads after what they see first. */

export { accountMenu } from './accountMenu.ts'
export { ClosedComposer } from './ClosedComposer.tsx'
export { conversationMenu } from './conversationMenu.ts'
export { EmptyList } from './EmptyList.tsx'
export { FoundList } from './FoundList.tsx'
export { listenToCopy } from './listenToCopy.ts'
export { listenToKeys } from './listenToKeys.ts'
export { listsMenu } from './listsMenu.ts'
export { messageMenu, outboxMenu } from './messageMenus.ts'
export { NoConversations } from './NoConversations.tsx'
export { OpenMenu } from './OpenMenu.tsx'
export { PageDialogContent } from './PageDialogContent.tsx'
