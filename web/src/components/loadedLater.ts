/* What people open later, as one file, which the page loads after what they see first. */

export { OpenMenu } from './OpenMenu.tsx'
export { PageDialogContent } from './PageDialogContent.tsx'
